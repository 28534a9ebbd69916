import { MAX_METADATA_VALUE_LENGTH } from '../../project-metadata/create-project-metadata.dto';
import { DynamicFields } from '../../fields/dynamic-fields.decorator';
import { READ_ONLY_ITEM_KEYS } from '../../company-repository/item.response.dto';
import {
  TextField,
  PatternField,
  IdField,
  IntegerField,
  DecimalField,
  DateField,
  MonthField,
} from '../../fields/field.decorator';
import { Schema } from '../../fields/schema.decorator';
import { text } from '../../fields/field-types';

/** PostgreSQL's integer: the storage's limit, since the API names none. */
const MAX_DURATION = 2_147_483_647;

const LATER = 'can not be set on creation: set it afterwards with PATCH /api/projects/{id}';

/** Keys of the response that no request sets. */
export const READ_ONLY_PROJECT_KEYS = {
  ...READ_ONLY_ITEM_KEYS,
  deleted_at: 'is read-only: delete the project with DELETE /api/projects/{id}',
  is_archived: 'is read-only: archive the project with POST /api/projects/{id}:archive',
  archived_on: 'is read-only: archive the project with POST /api/projects/{id}:archive',
  billing_group_id: 'is read-only: billing groups are not part of this API',
};

/** What another system calls a project: a project has both or none of them. */
export const EXTERNAL_IDENTITY = ['external_source', 'external_id'] as const;

/** How `metadata_<id>` reads in the API documentation. */
export const METADATA_KEYS =
  'Further keys are `metadata_<id>`: the value for the project metadata with that ID, a string that is one of its ' +
  '`values`. `GET /api/project-metadata` lists them';

/** The same in requests, where null stands for no value. */
export const SENT_METADATA_KEYS = `${METADATA_KEYS}. null stands for no value`;

/** The fields of a project that its creator sets. Each rule about a single field is here and nowhere else. */
@Schema({
  name: 'CreateProject',
  additionalProperties: SENT_METADATA_KEYS,
  noun: 'a project',
  readOnly: {
    ...READ_ONLY_PROJECT_KEYS,
    project_stage_id: LATER,
    is_timesheet_whitelist_enabled: LATER,
    reason_why_id: LATER,
    risk: LATER,
    won_lost_feedback: LATER,
  },
})
export class CreateProjectDto {
  @TextField({
    minLength: 1,
    maxLength: 500,
    description: 'Name of the project',
    required: true,
    example: 'First project',
  })
  name!: string;

  @IdField({ description: 'ID of the client', required: true, example: 1 })
  client_id!: number;

  @IdField({
    description: 'ID of the contact, one of the client. Required if the company settings say so',
    example: 1,
  })
  client_contact_id?: number | null;

  @TextField({ maxLength: 150, description: 'Purchase order', example: 'po_001' })
  purchase_order?: string | null;

  @IdField({ description: 'ID of the person who manages the project (PM)', required: true, example: 1 })
  pm_id!: number;

  @IdField({ description: 'ID of the person who is the Account of the project', example: 1 })
  account_id?: number | null;

  @IdField({ description: 'ID of the job order category', required: true, example: 1 })
  job_order_category_id!: number;

  @IdField({ description: 'ID of the project type', example: 1 })
  project_type_id?: number | null;

  @TextField({
    maxLength: 150,
    description: 'Job order. No two projects may share one if the company settings say so',
    example: 'jo_001',
  })
  job_order?: string | null;

  @DecimalField({
    minimum: 0,
    below: 10 ** 10,
    decimals: 5,
    description: 'Value in thousands (K) of the currency of the company: 1.5 is 1,500',
    required: true,
    example: 1.5,
  })
  value!: number;

  @IntegerField({
    minimum: 0,
    maximum: 100,
    description:
      'Likelihood that the project starts, in percent. One of 0, 10, 25, 50, 75, 90, 100 if the company settings say so',
    required: true,
    example: 50,
  })
  probability!: number;

  @IntegerField({
    minimum: 0,
    maximum: 100,
    description: 'Estimate of the external costs, in percent of the value. 0 if absent',
    example: 0,
  })
  external_cost_percentage?: number | null;

  @MonthField({
    description:
      'Start month: any day of it, stored as its first. Also accepted under the name of the response, `date_start`',
    required: true,
    example: '2024-01-01',
    alias: 'date_start',
  })
  start_date!: string;

  @IntegerField({
    minimum: 1,
    maximum: MAX_DURATION,
    description: 'Duration in months',
    required: true,
    example: 4,
  })
  duration!: number;

  @DateField({ description: 'Date when the project is supposed to end', example: '2024-04-30' })
  due_date?: string | null;

  @DateField({ description: 'Date when the project was signed', example: '2024-01-01' })
  signed_on?: string | null;

  @IdField({ description: 'ID of the business unit', example: 1 })
  business_unit_id?: number | null;

  @PatternField({
    pattern: /^[\w.-]{1,50}$/,
    must: '1 to 50 letters, digits and _.-',
    description: 'System in which the project has `external_id`. Both or none',
    example: 'crm',
  })
  external_source?: string | null;

  @TextField({
    minLength: 1,
    maxLength: 255,
    description: 'ID of the project in `external_source`, where no other project has it',
    example: 'D-1042',
  })
  external_id?: string | null;

  /** metadata_<id>, by id. A value null stands for none. */
  @DynamicFields('metadata_', text({ maxLength: MAX_METADATA_VALUE_LENGTH }))
  metadata!: ReadonlyMap<number, string | null>;
}

/** A request that works in the demo company as it stands. */
export const CREATE_PROJECT_EXAMPLE = {
  name: 'First project',
  client_id: 1,
  client_contact_id: 1,
  purchase_order: 'po_001',
  pm_id: 1,
  account_id: 1,
  job_order_category_id: 1,
  project_type_id: 1,
  job_order: 'jo_001',
  value: 1.5,
  probability: 50,
  external_cost_percentage: 0,
  start_date: '2024-01-01',
  duration: 4,
  due_date: '2024-04-30',
  signed_on: '2024-01-01',
  business_unit_id: 1,
  metadata_13: 'IT',
};
