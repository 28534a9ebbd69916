import { ItemResponse } from '../company-repository/item.response.dto';
import { ResponseField } from '../fields/response-field.decorator';
import { oneOf, id, instant, integer, text } from '../fields/field-types';
import { Schema } from '../fields/schema.decorator';

export const DELIVERY_KINDS = ['event', 'redelivery', 'test'] as const;
export type DeliveryKind = (typeof DELIVERY_KINDS)[number];
export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

@Schema({ name: 'WebhookDelivery' })
export class WebhookDeliveryResponse extends ItemResponse {
  @ResponseField(id, { description: 'ID of the endpoint', example: 1 })
  webhook_endpoint_id!: number;

  @ResponseField(oneOf(DELIVERY_KINDS), {
    description: 'An event of the feed, a redelivery of one, or a test',
    example: 'event',
  })
  kind!: DeliveryKind;

  @ResponseField(id, {
    description: 'ID of the event, which is its `webhook-id`; null for a test',
    nullable: true,
    example: 1,
  })
  event_id!: number | null;

  @ResponseField(text({ maxLength: 50 }), { description: 'Type of the event', example: 'project.created' })
  type!: string;

  @ResponseField(oneOf(DELIVERY_STATUSES), {
    description: 'A pending one is sent at `next_attempt_at`, or once the earlier ones of its item are done',
    example: 'delivered',
  })
  status!: DeliveryStatus;

  @ResponseField(integer({ minimum: 0, maximum: 1_000 }), {
    description: 'How often it was sent',
    example: 1,
  })
  attempts!: number;

  @ResponseField(instant, { description: 'When it is sent again', nullable: true })
  next_attempt_at!: Date | null;

  @ResponseField(integer({ minimum: 100, maximum: 599 }), {
    description: 'Status of the last response',
    nullable: true,
    example: 204,
  })
  response_status!: number | null;

  @ResponseField(text({ maxLength: 1_024 }), {
    description: 'The first kilobyte of the last response',
    nullable: true,
  })
  response_body!: string | null;

  @ResponseField(integer({ minimum: 0, maximum: 60_000 }), {
    description: 'How long the last attempt took, in milliseconds',
    nullable: true,
    example: 12,
  })
  latency_ms!: number | null;

  @ResponseField(text({ maxLength: 500 }), { description: 'Why the last attempt failed', nullable: true })
  error!: string | null;
}
