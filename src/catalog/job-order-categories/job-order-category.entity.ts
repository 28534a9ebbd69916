import { Column, Entity, ForeignKey } from 'typeorm';
import { JobOrderCategoryGroup } from './job-order-category-group.entity';
import { companyRow } from '../../database/company-row';

@Entity('job_order_categories')
@ForeignKey(
  () => JobOrderCategoryGroup,
  ['company_id', 'job_order_category_group_id'],
  ['company_id', 'id'],
  {
    name: 'fk_job_order_categories_group',
  },
)
export class JobOrderCategory extends companyRow(
  'pk_job_order_categories',
  'fk_job_order_categories_company',
) {
  @Column('text')
  name!: string;

  @Column('boolean', { default: false })
  is_opportunity_status_tracking_enabled!: boolean;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  deleted_at!: Date | null;

  @Column('text', { nullable: true })
  color!: string | null;

  @Column('boolean', { default: false })
  is_chargeable!: boolean;

  @Column('boolean', { default: false })
  is_allocation_request_required!: boolean;

  @Column('boolean', { default: false })
  is_planning_allowed_to_everybody!: boolean;

  @Column('boolean', { default: false })
  is_planning_unlimited!: boolean;

  @Column('text', { nullable: true })
  hours_type!: string | null;

  @Column('boolean', { default: false })
  is_program_required!: boolean;

  @Column('boolean', { default: false })
  is_budget_invoice_driven!: boolean;

  @Column('boolean', { default: false })
  is_capex!: boolean;

  @Column('text', { nullable: true })
  external_costs_type!: string | null;

  @Column('boolean', { default: false })
  is_won_lost_feedback_required!: boolean;

  @Column('boolean', { default: false })
  is_timesheet_automatic!: boolean;

  @Column('boolean', { default: false })
  is_external_drive_canvas_enabled!: boolean;

  @Column('text', { nullable: true })
  project_status_mode!: string | null;

  @Column('boolean', { default: false })
  is_project_review_required!: boolean;

  @Column('numeric', { precision: 15, scale: 5, nullable: true })
  project_review_value_threshold!: number | null;

  @Column('bigint', { nullable: true })
  job_order_category_group_id!: number | null;

  @Column('bigint', { nullable: true })
  job_order_template_id!: number | null;
}
