import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The response to a write that was sent with a key, for the retry of the same write. */
@Entity('idempotency_keys')
@Index('ix_idempotency_keys_created_at', ['company_id', 'created_at'])
export class IdempotencyKey {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_idempotency_keys' })
  company_id!: number;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_idempotency_keys' })
  person_id!: number;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_idempotency_keys' })
  key!: string;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  created_at!: Date;

  @Column('text')
  request_hash!: string;

  @Column('integer')
  status!: number;

  @Column('text', { nullable: true })
  location!: string | null;

  @Column('text')
  body!: string;

  /** Permissions that stored rows asked for: a replay needs them, too. */
  @Column({ type: 'text', array: true, default: () => "'{}'" })
  permissions!: string[];
}
