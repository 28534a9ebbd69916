import { ItemResponse } from '../company-repository/item.response.dto';
import { Answer } from '../fields/field.decorator';
import { choice, id, instant, integer, text } from '../fields/kinds';
import { Schema } from '../fields/schema.decorator';

export const DELIVERY_KINDS = ['event', 'redelivery', 'test'] as const;
export type DeliveryKind = (typeof DELIVERY_KINDS)[number];
export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

@Schema({ name: 'WebhookDelivery' })
export class WebhookDeliveryResponse extends ItemResponse {
  @Answer(id, { description: 'ID of the endpoint', example: 1 })
  webhook_endpoint_id!: number;

  @Answer(choice(DELIVERY_KINDS), {
    description: 'An event of the feed, a redelivery of one, or a test',
    example: 'event',
  })
  kind!: DeliveryKind;

  @Answer(id, {
    description: 'ID of the event, which is its `webhook-id`; null for a test',
    nullable: true,
    example: 1,
  })
  event_id!: number | null;

  @Answer(text({ max: 50 }), { description: 'Type of the event', example: 'project.created' })
  type!: string;

  @Answer(choice(DELIVERY_STATUSES), {
    description: 'A pending one is sent at `next_attempt_at`, or once the earlier ones of its item are done',
    example: 'delivered',
  })
  status!: DeliveryStatus;

  @Answer(integer({ min: 0, max: 1_000 }), { description: 'How often it was sent', example: 1 })
  attempts!: number;

  @Answer(instant, { description: 'When it is sent again', nullable: true })
  next_attempt_at!: Date | null;

  @Answer(integer({ min: 100, max: 599 }), {
    description: 'Status of the last response',
    nullable: true,
    example: 204,
  })
  response_status!: number | null;

  @Answer(text({ max: 1_024 }), { description: 'The first kilobyte of the last response', nullable: true })
  response_body!: string | null;

  @Answer(integer({ min: 0, max: 60_000 }), {
    description: 'How long the last attempt took, in milliseconds',
    nullable: true,
    example: 12,
  })
  latency_ms!: number | null;

  @Answer(text({ max: 500 }), { description: 'Why the last attempt failed', nullable: true })
  error!: string | null;
}
