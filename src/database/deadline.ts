import { LOCK_TIMEOUT, STATEMENT_TIMEOUT, WAIT_TIMEOUT } from './data-source-options';

/** Even after its deadline a request waits this long, in milliseconds: what is free is not refused. */
const MIN_WAIT = 50;
/** So much of the time is gone before it is worth a statement to say so, in milliseconds. */
const TOLERANCE = 200;

/**
 * Until when a request may wait, and until when it may run. One for each request: what it has waited for a connection,
 * it can't wait for a lock any more.
 */
export class Deadline {
  /** `start` is when the request arrived. */
  constructor(private readonly start = performance.now()) {}

  static earliest(deadlines: readonly Deadline[]): Deadline {
    return deadlines.reduce((first, other) => (other.isBefore(first) ? other : first));
  }

  isBefore({ start }: Deadline): boolean {
    return this.start < start;
  }

  /** A timer may be a millisecond early. */
  get isOver(): boolean {
    return performance.now() > this.start + WAIT_TIMEOUT - 2;
  }

  /** What is left of the time for waiting, in whole milliseconds. */
  get waitLeft(): number {
    return this.left(WAIT_TIMEOUT);
  }

  /** How long the next statement may wait for one lock, in whole milliseconds: half of what is left. */
  get lockTimeout(): number {
    return Math.max(MIN_WAIT, Math.ceil(this.waitLeft / 2));
  }

  /** What is left of all the time, in whole milliseconds. */
  get timeLeft(): number {
    return this.left(WAIT_TIMEOUT + STATEMENT_TIMEOUT);
  }

  /** Nothing to speak of is gone: the limits of every session are right. */
  get isFresh(): boolean {
    return this.waitLeft > WAIT_TIMEOUT - TOLERANCE;
  }

  /** Waits for `work` as long as may be, and then fails. `late` gets what comes afterwards. */
  async waitFor<Result>(
    work: Promise<Result>,
    refusal: () => Error,
    late: (result: Result) => void = () => undefined,
  ): Promise<Result> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        work.then(late, () => undefined);
        reject(refusal());
      }, this.waitLeft);
    });
    try {
      return await Promise.race([work, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  private left(milliseconds: number): number {
    return Math.max(MIN_WAIT, Math.ceil(this.start + milliseconds - performance.now()));
  }
}

/** Limits for the statements of a transaction, as SQL, while they are longer than what is left. */
export class TransactionLimits {
  private lock = LOCK_TIMEOUT;
  private statement = STATEMENT_TIMEOUT;

  constructor(private readonly deadline: Deadline) {}

  /** To be sent before the next statement; undefined if what the session or an earlier one says is right. */
  next(): string | undefined {
    const { lockTimeout, timeLeft } = this.deadline;
    if (this.lock - lockTimeout < TOLERANCE / 2 && this.statement - timeLeft < TOLERANCE) return undefined;
    this.lock = Math.min(this.lock, lockTimeout);
    this.statement = Math.min(this.statement, timeLeft);
    return `set local lock_timeout = ${this.lock}; set local statement_timeout = ${this.statement}`;
  }
}
