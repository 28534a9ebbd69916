/** How long a batch should take, in milliseconds: others wait so long for their turn. */
const TARGET = 60;
/** Fewer lines than these take hardly less time: planning a statement, and looking keys up, costs as much as some of them. */
const MIN_LINES = 100;
/** Enough to share the costs of a statement. */
const MAX_LINES = 500;

/** How many lines the next batch of an import should have at most, by the time that former ones took. */
export class BatchSize {
  /** Until one is measured, few: a statement that takes long holds up the requests of others. */
  lines = MIN_LINES;

  /** To be called when a batch of so many lines has taken so many milliseconds. */
  measured(lines: number, milliseconds: number): void {
    // The last batch of a file says little: its time is not that of its lines.
    if (lines < MIN_LINES) return;
    const ideal = (lines * TARGET) / Math.max(1, milliseconds);
    // Half way there: one slow batch may be an accident.
    this.lines = Math.min(MAX_LINES, Math.max(MIN_LINES, (this.lines + ideal) / 2));
  }
}
