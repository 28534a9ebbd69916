import { disturbances, type Figure, figuresOf, isNoisy, type Results, SHAPES } from './figures';
import { type Options, type ScenarioName } from './options';
import { type Measured, medianOf } from './rounds';
import { spread } from './statistics';

const TITLES: Readonly<Record<ScenarioName, string>> = {
  create: 'Create a project',
  'create-8': 'Create a project, few connections',
  'create-many': 'Create a project in one of many companies',
  get: 'Get one project',
  list: 'List 100 projects',
  patch: 'Change a project',
  mixed: 'Mixed load',
  neighbour: 'A neighbour of an import',
  footprint: 'What a project takes',
  processes: 'Create a project on one and on two processes',
  start: 'Cold start: from the start of the process to the first create',
  offsets: 'Pages at an offset',
  million: 'Create a project beside none and beside 1,000,000',
};

export interface Run {
  readonly date: string;
  readonly options: Options;
  readonly machine: Readonly<Record<string, string>>;
  readonly results: Results;
}

/** The whole report as Markdown, which a terminal shows well enough, too. */
export function report(run: Run, plot?: string): string {
  const { options, results } = run;
  const kind = options.isQuick ? 'A quick run, only good for seeing that everything works: ' : '';
  const figures = figuresOf(results);
  return [
    '# Results',
    `${kind}medians (min–max) of ${options.rounds} interleaved rounds of ${options.seconds} s, each after a warm-up.`,
    ...warning(figures),
    table(['', 'shape', 'median', 'min–max', 'noise'], figures.map(figureRow), 2),
    'The shape is what was sent. Noise is CPU time of the machine that its host or other processes took meanwhile.',
    ...(plot === undefined ? [] : [`![Creates per second](${plot})`]),
    '## Measures',
    'CPU is milliseconds of CPU time for each request. Memory is the RSS of the server right after a measure.',
    ...Object.entries(results).flatMap(([name, { measured }]) =>
      measured === undefined
        ? []
        : [
            `### ${TITLES[name as ScenarioName]}`,
            `${SHAPES[name as ScenarioName]}.`,
            name === 'start' ? startTable(measured) : loadTable(measured),
          ],
    ),
    '## Machine',
    machineTable(run),
  ].join('\n\n');
}

/** Figures of a machine that others used are no figures of the service. */
function warning(figures: readonly Figure[]): string[] {
  const noisy = figures.filter(isNoisy).length;
  if (noisy === 0) return [];
  return [
    `**The machine was not quiet: ${noisy} of ${figures.length} figures are marked as noisy. Measure them again.**`,
  ];
}

function figureRow(figure: Figure): string[] {
  const { name, median, min, max, unit, shape, noise = NaN } = figure;
  const behind = unit === '' ? '' : ` ${unit}`;
  return [
    name,
    shape,
    `**${number(median)}**${behind}${isNoisy(figure) ? ' (noisy)' : ''}`,
    `${number(min)}–${number(max)}`,
    percent(noise),
  ];
}

function loadTable(measured: readonly Measured[]): string {
  const head = ['', 'requests/s', 'min–max', 'p50 ms', 'p99 ms'];
  const cpu = ['CPU server', 'CPU PostgreSQL', 'CPU generator', 'memory MiB'];
  return table(
    [...head, ...cpu],
    measured.map((one) => {
      const { median, min, max } = spread(one.samples.map(({ perSecond }) => perSecond));
      return [
        one.name,
        whole(median),
        `${whole(min)}–${whole(max)}`,
        number(medianOf(one, 'p50')),
        number(medianOf(one, 'p99')),
        number(medianOf(one, 'serverCpu')),
        number(medianOf(one, 'postgresCpu')),
        number(medianOf(one, 'generatorCpu')),
        whole(medianOf(one, 'serverMemory') / 2 ** 20),
      ];
    }),
  );
}

function startTable(measured: readonly Measured[]): string {
  return table(
    ['', 'ms', 'min–max', 'CPU server', 'memory MiB'],
    measured.map((one) => {
      const { median, min, max } = spread(one.samples.map(({ p50 }) => p50));
      const memory = whole(medianOf(one, 'serverMemory') / 2 ** 20);
      return [
        one.name,
        whole(median),
        `${whole(min)}–${whole(max)}`,
        whole(medianOf(one, 'serverCpu')),
        memory,
      ];
    }),
  );
}

function machineTable({ date, machine, results }: Run): string {
  const { stolen, others } = disturbances(results);
  return table(
    ['', ''],
    [
      ['Date', date],
      ...Object.entries(machine),
      ['CPU time stolen by the host', percent(stolen)],
      ['CPU time of other processes', percent(others)],
    ],
  );
}

/** The first columns hold texts, the others numbers. */
function table(head: readonly string[], rows: readonly (readonly string[])[], texts = 1): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column < texts ? '---' : '--:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

function percent(share: number): string {
  return Number.isNaN(share) ? '–' : `${(100 * share).toFixed(1)} %`;
}

/** Two digits that mean something. */
function number(value: number): string {
  if (Number.isNaN(value)) return '–';
  return value >= 100 ? whole(value) : value.toFixed(value >= 10 ? 1 : 2);
}

function whole(value: number): string {
  return Number.isNaN(value) ? '–' : Math.round(value).toLocaleString('en-US');
}
