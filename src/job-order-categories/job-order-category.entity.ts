import { Column, Entity, ForeignKey } from 'typeorm';
import { companyRow } from '../database/company-row';
import { Company } from '../companies/company.entity';

@Entity('job_order_categories')
@ForeignKey(() => Company, ['company_id'], ['id'], { name: 'fk_job_order_categories_company' })
export class JobOrderCategory extends companyRow('pk_job_order_categories') {
  @Column('text')
  name!: string;

  @Column('boolean', { default: false })
  is_opportunity_status_tracking_enabled!: boolean;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  deleted_at!: Date | null;
}
