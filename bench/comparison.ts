import { medianOf, type Measured, ratios } from './rounds';
import { spread } from './statistics';

/** A table of what was measured beside the first of them. */
export function printComparison(what: string, measured: readonly Measured[]): void {
  const base = measured[0]!;
  printLine(
    `| ${what} | a second | ÷ ${base.name} (median, lowest, highest) | CPU of the service | of PostgreSQL |`,
  );
  printLine('| --- | --: | --: | --: | --: |');
  for (const variant of measured) {
    const { median, min, max } = spread(ratios(variant, base, 'perSecond'));
    const figures = [
      medianOf(variant, 'perSecond').toFixed(0),
      [median, min, max].map((ratio) => ratio.toFixed(3)).join(', '),
      `${medianOf(variant, 'serverCpu').toFixed(3)} ms`,
      `${medianOf(variant, 'postgresCpu').toFixed(3)} ms`,
    ];
    printLine(`| ${[variant.name, ...figures].join(' | ')} |`);
  }
  printLine('');
}

export function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
