import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Person } from '../persons/person.entity';

/** How much of the rate limit a person has used since the window began. One row a person, used again for each window. */
@Entity('rate_limits')
@ForeignKey(() => Person, ['company_id', 'person_id'], ['company_id', 'id'], {
  name: 'fk_rate_limits_person',
})
export class RateLimit {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_rate_limits' })
  company_id!: number;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_rate_limits' })
  person_id!: number;

  @Column({ type: 'timestamptz', precision: 3 })
  window_start!: Date;

  @Column('bigint')
  used!: number;
}
