import { Injectable } from '@nestjs/common';
import { statement } from '../database/statement';
import { type Outcome } from './delivery-outcome';
import { type EventRow } from '../events/events.repository';
import { type DeliveryKind } from './webhook-delivery.response.dto';
import { WebhookQueries } from './webhook-queries';

/** A delivery of the retry list that is the first of its item. */
export interface DueDelivery {
  readonly id: number;
  readonly webhook_endpoint_id: number;
  readonly kind: DeliveryKind;
  readonly created_at: Date;
  readonly event_id: number | null;
  readonly event_created_at: Date | null;
  readonly type: string;
  readonly subject: string;
  readonly attempts: number;
  /** It has been tried for so long that this attempt is the last one. */
  readonly is_last: boolean;
}

const RETRIES_END = `interval '3 days'`;
/** How many due deliveries are read at once. */
const MAX_DUE = 20;

const ATTEMPT = 'response_status, response_body, latency_ms, error';
const ATTEMPT_VALUES = ':response_status::integer, :response_body::text, :latency_ms::integer, :error::text';
const NEXT = `statement_timestamp() + :pause::double precision * interval '1 second'`;
type AttemptValues =
  'response_status' | 'response_body' | 'latency_ms' | 'error' | 'pause' | 'status' | 'attempts';

const ADD = statement<
  'company_id' | 'endpoint_id' | 'event_id' | 'event_created_at' | 'type' | 'subject' | AttemptValues
>(
  'add-webhook-delivery',
  `insert into webhook_deliveries (company_id, webhook_endpoint_id, kind, event_id, event_created_at, type, subject,
     status, attempts, next_attempt_at, ${ATTEMPT})
   values (:company_id, :endpoint_id, 'event', :event_id, :event_created_at, :type, :subject,
     :status, :attempts, ${NEXT}, ${ATTEMPT_VALUES})
   on conflict (company_id, webhook_endpoint_id, event_id) where kind = 'event' do nothing`,
);
const CHANGE = statement<'company_id' | 'id' | AttemptValues>(
  'change-webhook-delivery',
  `update webhook_deliveries
      set (status, attempts, next_attempt_at, ${ATTEMPT}, updated_at)
        = row(:status, :attempts, ${NEXT}, ${ATTEMPT_VALUES}, statement_timestamp())
    where company_id = :company_id and id = :id and status = 'pending' and attempts = :attempts - 1`,
);
const KNOWN = statement<'company_id' | 'endpoint_id' | 'event_ids'>(
  'find-known-webhook-deliveries',
  `select event_id from webhook_deliveries
    where company_id = :company_id and webhook_endpoint_id = :endpoint_id and kind = 'event'
      and event_id = any(:event_ids::bigint[])`,
);
const PENDING = statement<'company_id' | 'endpoint_id'>(
  'find-subjects-of-pending-webhook-deliveries',
  `select subject, count(*) as count from webhook_deliveries
    where company_id = :company_id and webhook_endpoint_id = :endpoint_id and status = 'pending'
    group by subject`,
);
const DUE = statement<'company_id' | 'endpoint_id'>(
  'find-due-webhook-deliveries',
  `select id, webhook_endpoint_id, kind, created_at, event_id, event_created_at, type, subject, attempts,
     created_at <= statement_timestamp() - ${RETRIES_END} as is_last
     from (
       select distinct on (subject) * from webhook_deliveries
        where company_id = :company_id and webhook_endpoint_id = :endpoint_id and status = 'pending'
        order by subject, id) as heads
    where next_attempt_at <= statement_timestamp()
    order by next_attempt_at limit ${MAX_DUE}`,
);

/** The log of deliveries as those who deliver write it. What is pending in it is the retry list. */
@Injectable()
export class DeliveryOutcomesRepository {
  constructor(private readonly queries: WebhookQueries) {}

  /** Stores what became of an event that was read from the feed. An event has one delivery to an endpoint. */
  async add(
    companyId: number,
    endpointId: number,
    event: EventRow,
    subject: string,
    outcome: Outcome,
  ): Promise<void> {
    await this.queries.query(companyId, ADD, {
      endpoint_id: endpointId,
      event_id: event.id,
      event_created_at: event.created_at,
      type: event.type,
      subject,
      ...valuesOf(outcome, outcome.attempt === undefined ? 0 : 1),
    });
  }

  async change(companyId: number, { id, attempts }: DueDelivery, outcome: Outcome): Promise<void> {
    await this.queries.query(companyId, CHANGE, { id, ...valuesOf(outcome, attempts + 1) });
  }

  /** Those of the events that have a delivery already. */
  async known(companyId: number, endpointId: number, events: readonly EventRow[]): Promise<Set<number>> {
    const event_ids = events.map(({ id }) => id);
    const rows = await this.queries.query<{ event_id: number }, 'company_id' | 'endpoint_id' | 'event_ids'>(
      companyId,
      KNOWN,
      { endpoint_id: endpointId, event_ids },
    );
    return new Set(rows.map(({ event_id: id }) => id));
  }

  /** The items with pending deliveries, behind which their next ones wait, and how many deliveries those are. */
  async pending(companyId: number, endpointId: number): Promise<{ subjects: Set<string>; pending: number }> {
    const rows = await this.queries.query<{ subject: string; count: number }, 'company_id' | 'endpoint_id'>(
      companyId,
      PENDING,
      { endpoint_id: endpointId },
    );
    return {
      subjects: new Set(rows.map(({ subject }) => subject)),
      pending: rows.reduce((sum, { count }) => sum + count, 0),
    };
  }

  async due(companyId: number, endpointId: number): Promise<DueDelivery[]> {
    return this.queries.query(companyId, DUE, { endpoint_id: endpointId });
  }
}

function valuesOf({ status, attempt, pause }: Outcome, attempts: number): Record<AttemptValues, unknown> {
  return {
    status,
    attempts,
    pause,
    response_status: attempt?.response_status,
    response_body: attempt?.response_body,
    latency_ms: attempt?.latency_ms,
    error: attempt?.error,
  };
}
