import { type Permission } from '../auth/permissions';
import { type EventType } from '../events/event-types';
import { Injectable } from '@nestjs/common';
import { statement } from '../database/statement';
import { type DisabledReason } from './webhook-endpoint.response.dto';
import { WebhookQueries } from './webhook-queries';
import { WebhookSecrets } from './webhook-secrets';

/** A process that ended without a word holds an endpoint back for so long. */
export const LEASE_SECONDS = 10;
/** An endpoint with so many pending deliveries gets no new events until there are fewer: they wait in the feed. */
export const MAX_PENDING = 1_000;
/** So long an endpoint may fail. */
const FAILING = `interval '3 days'`;

export interface IdleEndpoint {
  readonly id: number;
  readonly types: readonly EventType[];
  readonly position: string;
  /** Of the person who answers for it; null if archived. */
  readonly permissions: readonly Permission[] | null;
  readonly has_due: boolean;
  readonly pending: number;
}

export interface LeasedEndpoint extends Pick<IdleEndpoint, 'id' | 'types' | 'position' | 'permissions'> {
  readonly url: string;
  readonly secret: Buffer;
  readonly previous_secret: Buffer | null;
  readonly is_failing: boolean;
}

const PERMISSIONS = `(select roles.permissions from persons
   join roles on roles.company_id = :company_id and roles.id = persons.role_id
  where persons.company_id = :company_id and persons.id = webhook_endpoints.person_id and not persons.is_archived)`;

/** The only statement here that is of all companies: it reads nothing but which of them have endpoints. */
const COMPANIES = statement<never>(
  'find-companies-with-webhooks',
  'select distinct company_id from webhook_endpoints where is_enabled and deleted_at is null',
);

type OfLease = 'company_id' | 'id' | 'lease';

/** Which process sends to an endpoint: the one with the lease. The clock is PostgreSQL's, so no others need agree. */
@Injectable()
export class EndpointLeasesRepository {
  private readonly findIdle;
  private readonly lease;

  constructor(
    private readonly queries: WebhookQueries,
    { origin }: WebhookSecrets,
  ) {
    const isFree = `is_enabled and deleted_at is null and origin = ${origin}
      and (leased_until is null or leased_until <= (select clock_timestamp()))`;
    this.findIdle = statement<'company_id'>(
      'find-idle-webhook-endpoints',
      `select id, types, position, ${PERMISSIONS} as permissions,
         exists (
           select from (
             select distinct on (subject) next_attempt_at from webhook_deliveries
              where webhook_deliveries.company_id = :company_id and webhook_endpoint_id = webhook_endpoints.id
                and status = 'pending'
              order by subject, id) as heads
            where next_attempt_at <= statement_timestamp()) as has_due,
         (select count(*) from (
            select from webhook_deliveries
             where webhook_deliveries.company_id = :company_id and webhook_endpoint_id = webhook_endpoints.id
               and status = 'pending'
             limit ${MAX_PENDING}) as pending) as pending
         from webhook_endpoints where company_id = :company_id and ${isFree}`,
    );
    this.lease = statement<OfLease>(
      'lease-webhook-endpoint',
      `with leased as (
         update webhook_endpoints
            set lease = :lease, leased_until = statement_timestamp() + interval '${LEASE_SECONDS} seconds'
          where company_id = :company_id and id = (
            select id from webhook_endpoints
             where company_id = :company_id and id = :id and ${isFree} for update skip locked)
         returning *)
       select id, types, position, url, secret, failing_since is not null as is_failing,
         case when previous_secret_until > statement_timestamp() then previous_secret end as previous_secret,
         ${PERMISSIONS.replace('webhook_endpoints', 'leased')} as permissions
         from leased`,
    );
  }

  async companies(): Promise<number[]> {
    const rows = await this.queries.queryAll<{ company_id: number }>(COMPANIES);
    return rows.map(({ company_id: companyId }) => companyId);
  }

  async idle(companyId: number): Promise<IdleEndpoint[]> {
    return this.queries.query(companyId, this.findIdle, {});
  }

  /** Undefined: another process was faster, or it is disabled. */
  async take(companyId: number, id: number, lease: string): Promise<LeasedEndpoint | undefined> {
    const [leased] = await this.queries.query<LeasedEndpoint, OfLease>(companyId, this.lease, { id, lease });
    return leased;
  }

  /** False: the lease has ended, and another process may have it. */
  async renew(companyId: number, id: number, lease: string): Promise<boolean> {
    return (await this.queries.query(companyId, RENEW, { id, lease })).length > 0;
  }

  async release(companyId: number, id: number, lease: string): Promise<void> {
    await this.queries.query(companyId, RELEASE, { id, lease });
  }

  /** Every event up to the position has a delivery. */
  async advance(companyId: number, id: number, lease: string, position: string): Promise<boolean> {
    return (await this.queries.query(companyId, ADVANCE, { id, lease, position })).length > 0;
  }

  /** Up to the position there is nothing for the endpoint: the next look begins there, unless a process has leased it. */
  async skip(companyId: number, { id, position: from }: IdleEndpoint, position: string): Promise<void> {
    await this.queries.query(companyId, SKIP, { id, from, position });
  }

  async succeeded(companyId: number, id: number): Promise<void> {
    await this.queries.query(companyId, SUCCEEDED, { id });
  }

  /** True: it has failed for so long that it is disabled now. */
  async failed(companyId: number, id: number): Promise<boolean> {
    await this.queries.query(companyId, FAILED, { id });
    return (await this.queries.query(companyId, GIVE_UP, { id })).length > 0;
  }

  async disable(companyId: number, id: number, reason: DisabledReason): Promise<void> {
    await this.queries.query(companyId, DISABLE, { id, reason });
  }
}

const RENEW = statement<OfLease>(
  'renew-webhook-lease',
  `update webhook_endpoints set leased_until = statement_timestamp() + interval '${LEASE_SECONDS} seconds'
    where company_id = :company_id and id = :id and lease = :lease and is_enabled and deleted_at is null returning id`,
);
const RELEASE = statement<OfLease>(
  'release-webhook-endpoint',
  `update webhook_endpoints set lease = null, leased_until = null
    where company_id = :company_id and id = :id and lease = :lease`,
);
const ADVANCE = statement<OfLease | 'position'>(
  'advance-webhook-endpoint',
  `update webhook_endpoints set position = :position
    where company_id = :company_id and id = :id and lease = :lease returning id`,
);
const SKIP = statement<'company_id' | 'id' | 'from' | 'position'>(
  'skip-webhook-endpoint',
  `update webhook_endpoints set position = :position
    where company_id = :company_id and id = :id and position = :from
      and (leased_until is null or leased_until <= (select clock_timestamp()))`,
);
const SUCCEEDED = statement<'company_id' | 'id'>(
  'webhook-endpoint-succeeded',
  'update webhook_endpoints set failing_since = null where company_id = :company_id and id = :id',
);
const FAILED = statement<'company_id' | 'id'>(
  'webhook-endpoint-failed',
  `update webhook_endpoints set failing_since = statement_timestamp()
    where company_id = :company_id and id = :id and failing_since is null`,
);
const DISABLED = `is_enabled = false, lease = null, leased_until = null, updated_at = statement_timestamp()`;
const GIVE_UP = statement<'company_id' | 'id'>(
  'give-webhook-endpoint-up',
  `update webhook_endpoints set disabled_reason = 'failing', ${DISABLED}
    where company_id = :company_id and id = :id and is_enabled
      and failing_since <= (select clock_timestamp()) - ${FAILING}
   returning id`,
);
const DISABLE = statement<'company_id' | 'id' | 'reason'>(
  'disable-webhook-endpoint',
  `update webhook_endpoints set disabled_reason = :reason, ${DISABLED}
    where company_id = :company_id and id = :id and is_enabled`,
);
