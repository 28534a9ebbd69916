import { Inject, Injectable } from '@nestjs/common';
import { BackgroundJob } from '../database/background-job';
import { statement } from '../database/statement';
import { Log } from '../logging/log';
import { isDelivering, WEBHOOK_OPTIONS, type WebhookOptions } from './webhook-options';
import { WebhookQueries } from './webhook-queries';

const PORTION = 1_000;

const COMPANIES = statement<never>(
  'find-companies-with-webhook-endpoints',
  'select distinct company_id from webhook_endpoints',
);

/** Deletes a portion of what `old` selects of a company, unless another process does so: the lock ends with the statement. */
const deletePortion = (name: string, old: string) =>
  statement<'company_id'>(
    name,
    `with turn as materialized (
       select pg_try_advisory_xact_lock(hashtext('delete-webhook-deliveries'), hashint8(:company_id)) as is_ours
     ),
     old as materialized (
       select id from webhook_deliveries
        where company_id = :company_id and (select is_ours from turn) and ${old} limit ${PORTION}
     ),
     deleted as (
       delete from webhook_deliveries using old
        where webhook_deliveries.company_id = :company_id and webhook_deliveries.id = old.id
       returning 1
     )
     select count(*) = ${PORTION} as is_more from deleted`,
  );

const DELETE_OLD = deletePortion(
  'delete-old-webhook-deliveries',
  `status <> 'pending' and created_at <= statement_timestamp() - interval '30 days' order by created_at`,
);
const DELETE_ORPHANED = deletePortion(
  'delete-deliveries-of-deleted-webhook-endpoints',
  `webhook_endpoint_id = any(array(
     select id from webhook_endpoints where company_id = :company_id and deleted_at is not null))`,
);
/** A turn ends within seconds after the endpoint was deleted. */
const DELETE_ENDPOINTS = statement<'company_id'>(
  'delete-deleted-webhook-endpoints',
  `delete from webhook_endpoints
    where company_id = :company_id and deleted_at <= statement_timestamp() - interval '1 minute'
      and not exists (
        select from webhook_deliveries
         where webhook_deliveries.company_id = :company_id and webhook_endpoint_id = webhook_endpoints.id)`,
);

/** Deletes what is older than 30 days of the log of all companies, and what is left of deleted endpoints. */
@Injectable()
export class WebhookLogCleaner extends BackgroundJob {
  constructor(
    @Inject(WEBHOOK_OPTIONS) private readonly options: WebhookOptions,
    private readonly queries: WebhookQueries,
    log: Log,
  ) {
    super(log, 'old webhook deliveries could not be deleted');
  }

  override onApplicationBootstrap(): void {
    if (isDelivering(this.options)) super.onApplicationBootstrap();
  }

  override async run(): Promise<void> {
    const companies = await this.queries.queryAll<{ company_id: number }>(COMPANIES);
    for (const { company_id: companyId } of companies) {
      if (this.isStopped) return;
      for (const portion of [DELETE_OLD, DELETE_ORPHANED])
        await this.untilNoneIsLeft(() => this.delete(companyId, portion));
      await this.queries.query(companyId, DELETE_ENDPOINTS, {});
    }
  }

  private async delete(companyId: number, portion: typeof DELETE_OLD): Promise<boolean> {
    const [row] = await this.queries.query<{ is_more: boolean }, 'company_id'>(companyId, portion, {});
    return row!.is_more;
  }
}
