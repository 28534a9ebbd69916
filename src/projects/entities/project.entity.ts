import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { companyRow } from '../../database/company-row';
import { BusinessUnit } from '../../catalog/business-units/business-unit.entity';
import { Client } from '../../clients/client.entity';
import { Contact } from '../../contacts/contact.entity';
import { JobOrderCategory } from '../../catalog/job-order-categories/job-order-category.entity';
import { Person } from '../../persons/person.entity';
import { ProjectStage } from '../../catalog/project-stages/project-stage.entity';
import { ProjectType } from '../../catalog/project-types/project-type.entity';

/** A project, or the opportunity that may become one. `value` is in thousands. */
@Entity('projects')
@ForeignKey(() => Client, ['company_id', 'client_id'], ['company_id', 'id'], { name: 'fk_projects_client' })
@ForeignKey(
  () => Contact,
  ['company_id', 'client_id', 'client_contact_id'],
  ['company_id', 'client_id', 'id'],
  { name: 'fk_projects_contact' },
)
@ForeignKey(() => Person, ['company_id', 'pm_id'], ['company_id', 'id'], { name: 'fk_projects_pm' })
@ForeignKey(() => Person, ['company_id', 'account_id'], ['company_id', 'id'], { name: 'fk_projects_account' })
@ForeignKey(() => JobOrderCategory, ['company_id', 'job_order_category_id'], ['company_id', 'id'], {
  name: 'fk_projects_category',
})
@ForeignKey(() => ProjectType, ['company_id', 'project_type_id'], ['company_id', 'id'], {
  name: 'fk_projects_type',
})
@ForeignKey(() => BusinessUnit, ['company_id', 'business_unit_id'], ['company_id', 'id'], {
  name: 'fk_projects_business_unit',
})
@ForeignKey(() => ProjectStage, ['company_id', 'project_stage_id'], ['company_id', 'id'], {
  name: 'fk_projects_stage',
})
// Of most projects these have no value, and so no entry.
@Index('uq_projects_job_order', ['company_id', 'unique_job_order'], {
  unique: true,
  where: 'unique_job_order IS NOT NULL',
})
@Index('uq_projects_external_id', ['company_id', 'external_id', 'external_source'], {
  unique: true,
  where: 'external_id IS NOT NULL AND deleted_at IS NULL',
})
@Index('ix_projects_external_id', ['company_id', 'external_id', 'id'], { where: 'external_id IS NOT NULL' })
@Index('ix_projects_external_source', ['company_id', 'external_source', 'id'], {
  where: 'external_source IS NOT NULL',
})
@Index('ix_projects_updated_at', ['company_id', 'updated_at', 'id'])
// On an expression, which TypeORM can't express: (company_id, id / 4096, updated_at).
@Index('ix_projects_stretch', { synchronize: false })
// With INCLUDE, which TypeORM can't describe: (company_id, id) include (pm_id, account_id) where deleted_at is null.
@Index('ix_projects_page', { synchronize: false })
// On a condition with OR, which PostgreSQL spells in its own way.
@Index('ix_projects_stale_response', { synchronize: false })
@Index('ix_projects_deleted_at', ['company_id', 'deleted_at', 'id'], { where: 'deleted_at IS NOT NULL' })
@Index('ix_projects_probability', ['company_id', 'probability', 'id'])
@Index('ix_projects_date_start', ['company_id', 'date_start', 'id'])
@Index('ix_projects_stage', ['company_id', 'project_stage_id', 'id'], {
  where: 'project_stage_id IS NOT NULL',
})
@Index('ix_projects_pm', ['company_id', 'pm_id', 'id'])
@Index('ix_projects_account', ['company_id', 'account_id', 'id'], { where: 'account_id IS NOT NULL' })
export class Project extends companyRow('pk_projects') {
  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  job_order!: string | null;

  /** job_order, where the company wants each only once: what the unique constraint looks at. */
  @Column('text', {
    nullable: true,
    comment: 'job_order, where the company wants each only once: what the unique constraint looks at',
  })
  unique_job_order!: string | null;

  @Column('text', { nullable: true })
  purchase_order!: string | null;

  @Column('numeric', { precision: 15, scale: 5 })
  value!: number;

  @Column('integer')
  probability!: number;

  @Column('date')
  date_start!: string;

  @Column('integer')
  duration!: number;

  @Column('boolean', { default: false })
  is_archived!: boolean;

  @Column('date', { nullable: true })
  archived_on!: string | null;

  @Column('date', { nullable: true })
  due_date!: string | null;

  @Column('date', { nullable: true })
  signed_on!: string | null;

  @Column('bigint')
  job_order_category_id!: number;

  @Column('bigint', { nullable: true })
  project_type_id!: number | null;

  @Column('bigint')
  client_id!: number;

  @Column('bigint')
  pm_id!: number;

  @Column('bigint', { nullable: true })
  account_id!: number | null;

  @Column('bigint', { nullable: true })
  client_contact_id!: number | null;

  @Column('bigint', { nullable: true })
  reason_why_id!: number | null;

  @Column('bigint', { nullable: true })
  business_unit_id!: number | null;

  @Column('bigint', { nullable: true })
  billing_group_id!: number | null;

  @Column('integer', { default: 0 })
  external_cost_percentage!: number;

  @Column('boolean', { default: false })
  is_timesheet_whitelist_enabled!: boolean;

  @Column('bigint', { nullable: true })
  project_stage_id!: number | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  deleted_at!: Date | null;

  @Column('text', { nullable: true })
  risk!: string | null;

  @Column('text', { nullable: true })
  won_lost_feedback!: string | null;

  @Column('text', { nullable: true })
  external_source!: string | null;

  @Column('text', { nullable: true })
  external_id!: string | null;

  @Column({
    type: 'timestamptz',
    precision: 3,
    nullable: true,
    comment: 'updated_at of the project that the response was made of',
  })
  response_stamp!: Date | null;

  @Column('smallint', { default: 0, comment: 'what made the response: RESPONSE_FORMAT of the service' })
  response_format!: number;

  @Column('text', {
    nullable: true,
    comment: 'the JSON that the API responds with; out of date unless response_stamp is updated_at',
  })
  response!: string | null;
}

/** What a project is responded with, stored beside what it is. */
export type StoredResponseColumn = 'response' | 'response_stamp' | 'response_format';
