import { type Caller } from '../auth/caller';
import { unavailabilityOf } from '../database/database-errors';
import { type Log } from '../logging/log';
import { LeasedQuota } from './leased-quota';
import { type Standing } from './quota';
import { Quotas } from './quotas';
import { type RateLimitRepository } from './rate-limit.repository';

/** Counts the requests of a person in a company, over all processes of the service. */
export class RateLimitService {
  private readonly quotas: Quotas;

  constructor(
    /** Requests an hour; 0 is no limit. */
    readonly limit: number,
    repository: RateLimitRepository,
    private readonly log: Log,
  ) {
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
      this.log.warn(`a request could not be counted against the rate limit: ${String(error)}`);
      return undefined;
    }
  }
}
