import { type Caller } from '../auth/caller';
import { unavailabilityOf } from '../database/database-errors';
import { type Log } from '../logging/log';
import { LeasedQuota } from './leased-quota';
import { type Standing } from './quota';
import { Quotas } from './quotas';
import { type RateLimitRepository } from './rate-limit.repository';
import { UncountedRequests } from './uncounted-requests';

/** Counts the requests of a person in a company, over all processes of the service. */
export class RateLimitService {
  private readonly quotas: Quotas;
  private readonly uncounted: UncountedRequests;

  constructor(
    /** Requests an hour; 0 is no limit. */
    readonly limit: number,
    repository: RateLimitRepository,
    log: Log,
  ) {
    this.uncounted = new UncountedRequests(log);
    this.quotas = new Quotas(
      (caller) => new LeasedQuota(limit, (wanted) => repository.lease(caller, wanted, limit)),
    );
  }

  /** Undefined: the request can not be counted, and is not refused for that. */
  async take(caller: Caller): Promise<Standing | undefined> {
    try {
      return await this.quotas.take(caller);
    } catch (error) {
      // The statement of the request would fail alike, after a second wait. But a read-only database can be read.
      const reason = unavailabilityOf(error);
      if (reason !== undefined && reason !== 'read-only') throw error;
      this.uncounted.add(error);
      return undefined;
    }
  }
}
