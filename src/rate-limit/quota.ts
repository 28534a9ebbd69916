/** The length of a window, in seconds. */
export const WINDOW = 3_600;

/** A lease is this part of the limit: few enough statements, and little that a process can hold and not use. */
const LEASES_A_WINDOW = 200;
/** How long a refusal is believed without asking the database again, in milliseconds. */
const REFUSAL_TIME = 1_000;

/** What the database returns to a process that wants to let requests pass. */
export interface Lease {
  /** Tells windows apart; in milliseconds, by the database's clock. */
  readonly window_start: number;
  readonly milliseconds_left: number;
  readonly granted: number;
  /** What is left for further leases of all processes. */
  readonly unleased: number;
}

/** Where a person stands once a request was counted, or refused. */
export interface Standing {
  readonly isAllowed: boolean;
  readonly remaining: number;
  /** Until the window ends, rounded up. */
  readonly seconds: number;
}

/**
 * What this process knows of one person's quota, and may still use up. Times are those of a clock that only runs
 * forward: the database says how much of the window is left, and no clock of ours has to agree with its.
 */
export class Quota {
  /** How many requests a process asks for at once. */
  readonly leaseSize: number;
  private left = 0;
  private unleased = 0;
  private windowStart = NaN;
  private endsAt = -Infinity;
  private leasedAt = -Infinity;

  constructor(limit: number) {
    this.leaseSize = Math.max(1, Math.floor(limit / LEASES_A_WINDOW));
  }

  hasEnded(now: number): boolean {
    return now >= this.endsAt;
  }

  /** Time for the next lease, early enough for it to come in time: two leases at most are below 1 % of any limit. */
  get isRunningLow(): boolean {
    return this.left < this.leaseSize - 1 && this.unleased > 0;
  }

  /** Counts a request. Undefined: only the database knows, so a lease is needed first. */
  take(now: number): Standing | undefined {
    if (this.hasEnded(now)) return undefined;
    const isAllowed = this.left > 0;
    if (!isAllowed && (this.unleased > 0 || now - this.leasedAt >= REFUSAL_TIME)) return undefined;
    if (isAllowed) this.left--;
    return {
      isAllowed,
      remaining: this.left + this.unleased,
      seconds: Math.ceil((this.endsAt - now) / 1_000),
    };
  }

  /** What was left of the lease before belongs to its window and ends with it. */
  add({ window_start, milliseconds_left, granted, unleased }: Lease, now: number): void {
    this.left = granted + (window_start === this.windowStart ? this.left : 0);
    this.unleased = unleased;
    this.windowStart = window_start;
    this.endsAt = now + milliseconds_left;
    this.leasedAt = now;
  }
}
