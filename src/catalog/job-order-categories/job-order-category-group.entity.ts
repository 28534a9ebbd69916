import { Column, Entity } from 'typeorm';
import { companyRow } from '../../database/company-row';

@Entity('job_order_category_groups')
export class JobOrderCategoryGroup extends companyRow(
  'pk_job_order_category_groups',
  'fk_job_order_category_groups_company',
) {
  @Column('text')
  name!: string;

  @Column('boolean', { default: false })
  is_default!: boolean;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  deleted_at!: Date | null;
}
