import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { companyRow } from '../database/company-row';
import { WebhookEndpoint } from './webhook-endpoint.entity';

/** An event that was sent to an endpoint, or that could not be delivered yet. */
@Entity('webhook_deliveries')
@ForeignKey(() => WebhookEndpoint, ['company_id', 'webhook_endpoint_id'], ['company_id', 'id'], {
  name: 'fk_webhook_deliveries_endpoint',
})
@Index('uq_webhook_deliveries_event', ['company_id', 'webhook_endpoint_id', 'event_id'], {
  unique: true,
  where: "kind = 'event'::text",
})
@Index('ix_webhook_deliveries_endpoint', ['company_id', 'webhook_endpoint_id', 'id'])
@Index('ix_webhook_deliveries_pending', ['company_id', 'webhook_endpoint_id', 'subject', 'id'], {
  where: "status = 'pending'::text",
})
@Index('ix_webhook_deliveries_created_at', ['company_id', 'created_at'])
export class WebhookDelivery extends companyRow('pk_webhook_deliveries') {
  @Column('bigint')
  webhook_endpoint_id!: number;

  @Column('text')
  kind!: string;

  @Column('bigint', { nullable: true })
  event_id!: number | null;

  @Column('text')
  type!: string;

  @Column('text', { comment: 'its pending deliveries are sent in the order of their ids' })
  subject!: string;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  event_created_at!: Date | null;

  @Column('text', { default: 'pending' })
  status!: string;

  @Column('integer', { default: 0 })
  attempts!: number;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  next_attempt_at!: Date | null;

  @Column('integer', { nullable: true })
  response_status!: number | null;

  @Column('text', { nullable: true })
  response_body!: string | null;

  @Column('integer', { nullable: true })
  latency_ms!: number | null;

  @Column('text', { nullable: true })
  error!: string | null;
}
