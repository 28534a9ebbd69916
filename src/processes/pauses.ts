/** Before a process that ended is replaced, in milliseconds: at once the first time. */
const PAUSES = [0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000];
/** Who has served for so long did not end because it can not run. */
const RECOVERED = 60_000;

/** How long to wait before each replacement of a process that ends again and again. */
export class Pauses {
  private ends = 0;

  /** After a process that has lived for so long, in milliseconds. */
  next(lived: number): number {
    if (lived >= RECOVERED) this.ends = 0;
    return PAUSES[Math.min(this.ends++, PAUSES.length - 1)]!;
  }
}
