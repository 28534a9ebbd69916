import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { Database } from '../database/database';
import { statement } from '../database/statement';
import { CompanyReader } from '../company-repository/company-reader';
import { WebhookDeliveryQueryDto } from './webhook-delivery-query.dto';
import { WebhookDelivery } from './webhook-delivery.entity';
import { WebhookDeliveryResponse } from './webhook-delivery.response.dto';

export const TEST_TYPE = 'webhook.test';

const ADD_TEST = statement<'company_id' | 'endpoint_id'>(
  'add-webhook-test',
  `insert into webhook_deliveries (company_id, webhook_endpoint_id, kind, type, subject, next_attempt_at)
   values (:company_id, :endpoint_id, 'test', '${TEST_TYPE}', 'test', statement_timestamp())
   returning id`,
);
const ADD_REDELIVERY = statement<'company_id' | 'endpoint_id' | 'id'>(
  'add-webhook-redelivery',
  `insert into webhook_deliveries
     (company_id, webhook_endpoint_id, kind, event_id, event_created_at, type, subject, next_attempt_at)
   select company_id, webhook_endpoint_id, 'redelivery', event_id, event_created_at, type,
          concat('redelivery:', event_id), (select statement_timestamp())
     from webhook_deliveries
    where company_id = :company_id and webhook_endpoint_id = :endpoint_id and id = :id and kind <> 'test'
   returning id`,
);

/** The log of deliveries, and what is added to it by request: the next process that is free sends it. */
@Injectable()
export class WebhookDeliveriesRepository extends CompanyReader<WebhookDeliveryResponse> {
  constructor(database: Database) {
    super(database, {
      entity: WebhookDelivery,
      response: WebhookDeliveryResponse,
      query: WebhookDeliveryQueryDto,
    });
  }

  async listOf(
    caller: Caller,
    endpointId: number,
    query: WebhookDeliveryQueryDto,
  ): Promise<WebhookDeliveryResponse[]> {
    return this.list(caller, query, (values) => `webhook_endpoint_id = ${values.add(endpointId)}`);
  }

  async findOf(caller: Caller, endpointId: number, id: number): Promise<WebhookDeliveryResponse> {
    const delivery = await this.findById(caller, id);
    if (delivery.webhook_endpoint_id !== endpointId) throw this.notFound(id);
    return delivery;
  }

  async addTest(caller: Caller, endpointId: number): Promise<WebhookDeliveryResponse> {
    const [added] = await this.database
      .for(caller)
      .query<{ id: number }, 'company_id' | 'endpoint_id'>(ADD_TEST, {
        company_id: caller.companyId,
        endpoint_id: endpointId,
      });
    return this.findById(caller, added!.id);
  }

  /** Sends an event again, apart from the order of its item. A test is sent again as a new one. */
  async addRedelivery(caller: Caller, endpointId: number, id: number): Promise<WebhookDeliveryResponse> {
    const { kind } = await this.findOf(caller, endpointId, id);
    if (kind === 'test') return this.addTest(caller, endpointId);
    const [added] = await this.database
      .for(caller)
      .query<{ id: number }, 'company_id' | 'endpoint_id' | 'id'>(ADD_REDELIVERY, {
        company_id: caller.companyId,
        endpoint_id: endpointId,
        id,
      });
    return this.findById(caller, added!.id);
  }
}
