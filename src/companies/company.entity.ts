import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A tenant, with its settings. */
@Entity('companies')
@Unique('uq_companies_slug', ['slug'])
export class Company {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'pk_companies',
  })
  id!: number;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  created_at!: Date;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  updated_at!: Date;

  @Column('text')
  slug!: string;

  @Column('text')
  name!: string;

  @Column('boolean', { default: false })
  is_client_contact_required!: boolean;

  @Column('boolean', { default: false })
  is_job_order_unique!: boolean;

  @Column('boolean', { default: false })
  is_probability_scale_enforced!: boolean;
}
