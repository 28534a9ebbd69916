import { CompanyShares } from './company-shares';

/** So long after a request of a company the work of others gives way, in milliseconds. */
const ACTIVE_TIME = 1_000;
/** Two of all companies, so that one whose work waits for a lock does not hold the others up. */
const ONE_AT_A_TIME = { total: 2, perCompany: 1, maxWaiting: Infinity, waitMs: 60_000 };

interface LastRequest {
  readonly companyId: number;
  readonly time: number;
}
const NONE: LastRequest = { companyId: 0, time: -Infinity };

/** Runs work that takes long: of each company one at a time while another company sends requests. */
export class LowPriority {
  private readonly turns = new CompanyShares(ONE_AT_A_TIME);
  private last = NONE;
  private lastOfAnother = NONE;

  /** To be called when a request needs a connection. */
  requested(companyId: number): void {
    if (companyId !== this.last.companyId) this.lastOfAnother = this.last;
    this.last = { companyId, time: performance.now() };
  }

  /** Fails with what `refusal` returns if it waits too long. */
  async run<Result>(
    companyId: number,
    work: () => Promise<Result>,
    refusal: () => Error,
    waitMs?: number,
  ): Promise<Result> {
    return this.isDisturbing(companyId) ? this.turns.run(companyId, work, refusal, waitMs) : work();
  }

  private isDisturbing(companyId: number): boolean {
    const { time } = this.last.companyId === companyId ? this.lastOfAnother : this.last;
    return performance.now() - time < ACTIVE_TIME;
  }
}
