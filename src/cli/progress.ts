import { type Terminal } from './terminal';

/** How often the line is drawn anew, in milliseconds. */
const INTERVAL = 100;
const WIDTH = 24;

export const linesText = (count: number): string => `${count} ${count === 1 ? 'line' : 'lines'}`;

/** Shows on a terminal how far something is; says nothing elsewhere. */
export class Progress {
  lines = 0;
  refused = 0;
  /** Bytes done, of a total that is known for imports only. */
  bytes = 0;
  private readonly start = performance.now();
  private lastDrawn = -Infinity;

  constructor(
    private readonly terminal: Terminal,
    private readonly total?: number,
  ) {}

  draw(): void {
    const now = performance.now();
    if (this.terminal.status === undefined || now - this.lastDrawn < INTERVAL) return;
    this.lastDrawn = now;
    this.terminal.status(this.text(now));
  }

  /** Leaves the line free for what comes next. */
  end(): void {
    this.terminal.status?.('');
  }

  /** As in `12345 lines in 3.2 s (3858 a second)`. */
  summary(): string {
    const seconds = (performance.now() - this.start) / 1_000;
    return `${linesText(this.lines)} in ${seconds.toFixed(1)} s (${Math.round(this.lines / seconds)} a second)`;
  }

  private text(now: number): string {
    const seconds = (now - this.start) / 1_000;
    const figures = [linesText(this.lines), `${Math.round(this.lines / seconds)}/s`];
    if (this.total === undefined) return figures.join('  ');
    const share = Math.min(1, this.bytes / Math.max(1, this.total));
    const bar = '#'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '-');
    const left = share > 0 ? `${Math.ceil((seconds / share) * (1 - share))} s left` : '';
    return [`[${bar}] ${Math.floor(share * 100)} %`, ...figures, left, `${this.refused} refused`].join('  ');
  }
}
