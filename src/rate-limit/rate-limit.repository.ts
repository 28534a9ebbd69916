import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { Database } from '../database/database';
import { statement } from '../database/statement';
import { type Lease, WINDOW } from './quota';

/** A window that begins in the future is of a clock that was put back: no caller has to wait for it. */
const IS_CURRENT = `excluded.window_start - stored.window_start between interval '-1 minute' and interval '${WINDOW} seconds'`;

/**
 * One statement, and so atomic over all processes. `used` is what processes have asked for, and is above the limit once
 * a request was refused. `now()` is when the transaction began, so the rest of the window is counted by the later clock:
 * the statement may have waited for others.
 */
const LEASE = statement<'company_id' | 'person_id' | 'wanted' | 'limit'>(
  'lease-requests',
  `with leased as (
     insert into rate_limits as stored (company_id, person_id, window_start, used)
     values (:company_id, :person_id, date_trunc('milliseconds', now()), :wanted)
     on conflict (company_id, person_id) do update
        set window_start = case when ${IS_CURRENT} then stored.window_start else excluded.window_start end,
            used = case when ${IS_CURRENT} then least(stored.used, :limit) else 0 end + :wanted
     returning window_start, used
   )
   select (extract(epoch from window_start) * 1000)::bigint as window_start,
          extract(epoch from window_start + interval '${WINDOW} seconds' - clock_timestamp()) * 1000
            as milliseconds_left,
          greatest(0, least(:wanted::bigint, :limit::bigint - used + :wanted::bigint)) as granted,
          greatest(0, :limit::bigint - used) as unleased
     from leased`,
);

@Injectable()
export class RateLimitRepository {
  constructor(private readonly database: Database) {}

  /** Takes up to `wanted` requests out of what is left of the caller's window, which begins now if there is none. */
  async lease({ companyId, personId }: Caller, wanted: number, limit: number): Promise<Lease> {
    const values = { company_id: companyId, person_id: personId, wanted, limit };
    const [lease] = await this.database
      .for({ companyId })
      .query<Lease & object, keyof typeof values>(LEASE, values);
    return lease!;
  }
}
