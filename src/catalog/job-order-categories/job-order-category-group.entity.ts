import { Column, Entity, ForeignKey } from 'typeorm';
import { companyRow } from '../../database/company-row';
import { Company } from '../../companies/company.entity';

@Entity('job_order_category_groups')
@ForeignKey(() => Company, ['company_id'], ['id'], { name: 'fk_job_order_category_groups_company' })
export class JobOrderCategoryGroup extends companyRow('pk_job_order_category_groups') {
  @Column('text')
  name!: string;

  @Column('boolean', { default: false })
  is_default!: boolean;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  deleted_at!: Date | null;
}
