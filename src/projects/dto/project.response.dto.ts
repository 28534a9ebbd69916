import { Answer, AnswersField } from '../../validation/field.decorator';
import { choice, date, flag, id, instant, text } from '../../validation/kinds';
import { Schema } from '../../validation/schema.decorator';
import { type Project } from '../entities/project.entity';
import { CreateProjectDto, METADATA_KEYS } from './create-project.dto';
import { type Risk, RISKS } from './update-project.dto';

/** A stored project, as a statement returns it. */
export type ProjectRow = Omit<Project, 'company_id' | 'unique_job_order'>;

/** The values of a project's metadata, by the id of the metadata in ascending order. */
export type MetadataValues = Iterable<readonly [id: number, value: string]>;

/** A project as the API answers it. `metadata_<id>` follows for each project metadata with a value. */
@Schema({ name: 'Project', furtherKeys: METADATA_KEYS })
export class ProjectResponse {
  @Answer(id, { description: 'ID of the project', example: 1 })
  id!: number;

  @Answer(instant, { description: 'When the project was created', example: '2025-02-13T09:26:18.797Z' })
  created_at!: Date;

  @Answer(instant, { description: 'When the project last changed', example: '2025-02-13T09:26:18.797Z' })
  updated_at!: Date;

  @AnswersField(CreateProjectDto)
  name!: string;

  @AnswersField(CreateProjectDto)
  job_order!: string | null;

  @AnswersField(CreateProjectDto)
  purchase_order!: string | null;

  @AnswersField(CreateProjectDto)
  value!: number;

  @AnswersField(CreateProjectDto)
  probability!: number;

  @Answer(date, { description: 'First day of the month in which the project starts', example: '2024-01-01' })
  date_start!: string;

  @AnswersField(CreateProjectDto)
  duration!: number;

  @Answer(flag, { description: 'Is the project archived?', example: false })
  is_archived!: boolean;

  @Answer(date, { description: 'Date when the project was archived', nullable: true })
  archived_on!: string | null;

  @AnswersField(CreateProjectDto)
  due_date!: string | null;

  @AnswersField(CreateProjectDto)
  signed_on!: string | null;

  @AnswersField(CreateProjectDto)
  job_order_category_id!: number;

  @AnswersField(CreateProjectDto)
  project_type_id!: number | null;

  @AnswersField(CreateProjectDto)
  client_id!: number;

  @AnswersField(CreateProjectDto)
  pm_id!: number;

  @AnswersField(CreateProjectDto)
  account_id!: number | null;

  @AnswersField(CreateProjectDto)
  client_contact_id!: number | null;

  @Answer(id, { description: 'ID of the reason why the project was won or lost', nullable: true })
  reason_why_id!: number | null;

  @AnswersField(CreateProjectDto)
  business_unit_id!: number | null;

  @Answer(id, { description: 'ID of the billing group of the project', nullable: true })
  billing_group_id!: number | null;

  @AnswersField(CreateProjectDto)
  external_cost_percentage!: number;

  @Answer(flag, { description: 'May only whitelisted persons fill timesheets?', example: false })
  is_timesheet_whitelist_enabled!: boolean;

  @Answer(id, { description: 'ID of the stage of the opportunity', nullable: true })
  project_stage_id!: number | null;

  @Answer(instant, { description: 'When the project was deleted', nullable: true })
  deleted_at!: Date | null;

  @Answer(choice(RISKS), {
    description: 'How risky the project is; there only with a value',
    required: false,
  })
  risk?: Risk;

  @Answer(text({ max: 2_000 }), {
    description: 'Why the project was won or lost, in words; there only with a value',
    required: false,
  })
  won_lost_feedback?: string;

  /** The keys in the order in which clients know them. */
  static from(row: ProjectRow, metadata: MetadataValues): ProjectResponse {
    const response: ProjectResponse & Record<`metadata_${number}`, string> = {
      id: row.id,
      created_at: row.created_at,
      updated_at: row.updated_at,
      name: row.name,
      job_order: row.job_order,
      purchase_order: row.purchase_order,
      value: row.value,
      probability: row.probability,
      date_start: row.date_start,
      duration: row.duration,
      is_archived: row.is_archived,
      archived_on: row.archived_on,
      due_date: row.due_date,
      signed_on: row.signed_on,
      job_order_category_id: row.job_order_category_id,
      project_type_id: row.project_type_id,
      client_id: row.client_id,
      pm_id: row.pm_id,
      account_id: row.account_id,
      client_contact_id: row.client_contact_id,
      reason_why_id: row.reason_why_id,
      business_unit_id: row.business_unit_id,
      billing_group_id: row.billing_group_id,
      external_cost_percentage: row.external_cost_percentage,
      is_timesheet_whitelist_enabled: row.is_timesheet_whitelist_enabled,
      project_stage_id: row.project_stage_id,
      deleted_at: row.deleted_at,
    };
    for (const [metadataId, value] of metadata) response[`metadata_${metadataId}`] = value;
    // Keys that the public API does not know come last, and only where somebody made use of them.
    if (row.risk !== null) response.risk = row.risk as Risk;
    if (row.won_lost_feedback !== null) response.won_lost_feedback = row.won_lost_feedback;
    return response;
  }
}
