import { Column, Entity, ForeignKey } from 'typeorm';
import { companyRow } from '../database/company-row';
import { Person } from '../persons/person.entity';

/** Where a company wants its events sent to. */
@Entity('webhook_endpoints')
@ForeignKey(() => Person, ['company_id', 'person_id'], ['company_id', 'id'], {
  name: 'fk_webhook_endpoints_person',
})
export class WebhookEndpoint extends companyRow('pk_webhook_endpoints', 'fk_webhook_endpoints_company') {
  @Column('text')
  url!: string;

  @Column('text', { array: true, default: () => "'{}'" })
  types!: string[];

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('boolean', { default: true })
  is_enabled!: boolean;

  @Column('text', { nullable: true })
  disabled_reason!: string | null;

  @Column('bigint', { comment: 'whose permissions the events need' })
  person_id!: number;

  @Column('bytea')
  secret!: Buffer;

  @Column('bytea', { nullable: true })
  previous_secret!: Buffer | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  previous_secret_until!: Date | null;

  @Column('text', { comment: 'database and key that it was enabled with' })
  origin!: string;

  @Column('text', { comment: 'cursor of the feed: all events up to it have a delivery' })
  position!: string;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  failing_since!: Date | null;

  @Column('uuid', { nullable: true })
  lease!: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  leased_until!: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  deleted_at!: Date | null;
}
