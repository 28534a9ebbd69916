/** A server that has run for this long was started successfully, in milliseconds: it serves between its ends. */
const STABLE = 3_000;
/** Together half a minute: enough for the processes that a killed server leaves behind. */
const ATTEMPTS = 12;
/** Together an hour: space is made by a person, or by a job that runs now and then. */
const ATTEMPTS_WITHOUT_SPACE = 900;
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 4_000;

/** Decides when, and how often, a server that ended by itself is started again. */
export class Patience {
  private failures = 0;
  private failuresWithoutSpace = 0;

  /**
   * The pause before the next attempt, in milliseconds; undefined: the last attempt was made.
   * @param ranFor how long the server ran before it ended, in milliseconds; 0 if it could not start.
   */
  afterFailure(reason: string, ranFor: number): number | undefined {
    if (ranFor >= STABLE) this.failures = this.failuresWithoutSpace = 0;
    const isWithoutSpace = /no space (is )?left|disk quota exceeded/i.test(reason);
    const count = isWithoutSpace ? ++this.failuresWithoutSpace : ++this.failures;
    if (count > (isWithoutSpace ? ATTEMPTS_WITHOUT_SPACE : ATTEMPTS)) return undefined;
    return count === 1 ? 0 : Math.min(FIRST_PAUSE * 2 ** (count - 2), LONGEST_PAUSE);
  }
}
