import { ResponseField, SameAs } from '../../fields/response-field.decorator';
import { date, boolean, id, instant } from '../../fields/field-types';
import { Schema } from '../../fields/schema.decorator';
import { type Project } from '../entities/project.entity';
import { type ResponseColumn } from '../project-columns';
import { CreateProjectDto, METADATA_KEYS } from './create-project.dto';
import { type Risk, UpdateProjectDto } from './update-project.dto';

type InJson<Value> = Value extends Date ? string : Value;

/** The columns of a project with the values that they have in the JSON of its response. */
export type ProjectRow = { readonly [Key in ResponseColumn]: InJson<Project[Key]> };

/**
 * A project as the API returns it: these keys in this order, which clients know. `metadata_<id>` follows the fixed ones
 * for each project metadata with a value. Keys that the public API does not know come last, and only with a value.
 */
@Schema({ name: 'Project', additionalProperties: METADATA_KEYS })
export class ProjectResponse {
  @ResponseField(id, { description: 'ID of the project', example: 1 })
  id!: number;

  @ResponseField(instant, {
    description: 'When the project was created',
    example: '2025-02-13T09:26:18.797Z',
  })
  created_at!: Date;

  @ResponseField(instant, {
    description: 'When the project last changed',
    example: '2025-02-13T09:26:18.797Z',
  })
  updated_at!: Date;

  @SameAs(CreateProjectDto)
  name!: string;

  @SameAs(CreateProjectDto)
  job_order!: string | null;

  @SameAs(CreateProjectDto)
  purchase_order!: string | null;

  @SameAs(CreateProjectDto)
  value!: number;

  @SameAs(CreateProjectDto)
  probability!: number;

  @ResponseField(date, {
    description: 'First day of the month in which the project starts',
    example: '2024-01-01',
  })
  date_start!: string;

  @SameAs(CreateProjectDto)
  duration!: number;

  @ResponseField(boolean, { description: 'Is the project archived?', example: false })
  is_archived!: boolean;

  @ResponseField(date, { description: 'Date when the project was archived', nullable: true })
  archived_on!: string | null;

  @SameAs(CreateProjectDto)
  due_date!: string | null;

  @SameAs(CreateProjectDto)
  signed_on!: string | null;

  @SameAs(CreateProjectDto)
  job_order_category_id!: number;

  @SameAs(CreateProjectDto)
  project_type_id!: number | null;

  @SameAs(CreateProjectDto)
  client_id!: number;

  @SameAs(CreateProjectDto)
  pm_id!: number;

  @SameAs(CreateProjectDto)
  account_id!: number | null;

  @SameAs(CreateProjectDto)
  client_contact_id!: number | null;

  @ResponseField(id, { description: 'ID of the reason why the project was won or lost', nullable: true })
  reason_why_id!: number | null;

  @SameAs(CreateProjectDto)
  business_unit_id!: number | null;

  @ResponseField(id, { description: 'ID of the billing group of the project', nullable: true })
  billing_group_id!: number | null;

  @SameAs(CreateProjectDto)
  external_cost_percentage!: number;

  @ResponseField(boolean, { description: 'May only whitelisted persons fill timesheets?', example: false })
  is_timesheet_whitelist_enabled!: boolean;

  @ResponseField(id, { description: 'ID of the stage of the opportunity', nullable: true })
  project_stage_id!: number | null;

  @ResponseField(instant, { description: 'When the project was deleted', nullable: true })
  deleted_at!: Date | null;

  @SameAs(UpdateProjectDto, { required: false })
  risk?: Risk;

  @SameAs(UpdateProjectDto, { required: false })
  won_lost_feedback?: string;

  @SameAs(CreateProjectDto, { required: false })
  external_source?: string;

  @SameAs(CreateProjectDto, { required: false })
  external_id?: string;
}
