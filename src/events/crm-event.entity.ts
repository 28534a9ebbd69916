import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Something that was done to a client or to a contact. Beside the events of projects, whose rows are written with every
 * create and say less; both take their ids from one sequence.
 */
@Entity('crm_events')
export class CrmEvent {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_crm_events' })
  company_id!: number;

  @PrimaryColumn({ type: 'timestamptz', precision: 3, primaryKeyConstraintName: 'pk_crm_events' })
  created_at!: Date;

  @PrimaryColumn('bigint', {
    primaryKeyConstraintName: 'pk_crm_events',
    comment: 'from the sequence of project_events: no two events of a company share one',
  })
  id!: number;

  @Column('text')
  type!: string;

  @Column('bigint', { nullable: true })
  client_id!: number | null;

  @Column('bigint', { nullable: true })
  contact_id!: number | null;

  @Column('bigint', { nullable: true, comment: 'null for a change by a company file' })
  person_id!: number | null;

  @Column('bigint', { nullable: true })
  token_id!: number | null;

  @Column('text', { nullable: true })
  request_id!: string | null;

  @Column('json')
  changes!: object[];

  @Column('text', {
    nullable: true,
    comment: 'the place of the request in a trace, which webhooks go on with',
  })
  traceparent!: string | null;
}
