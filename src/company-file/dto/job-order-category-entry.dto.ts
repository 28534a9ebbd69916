import { TextField, DecimalField, BooleanField, Field } from '../../fields/field.decorator';
import { GIVEN_ID_DESCRIPTION, givenId } from './entry-id';
import { Schema } from '../../fields/schema.decorator';

const NAME = { minLength: 1, maxLength: 50 } as const;

@Schema({ noun: 'a job order category' })
export class JobOrderCategoryEntryDto {
  @Field(givenId, { description: GIVEN_ID_DESCRIPTION })
  id?: number | null;

  @TextField({ ...NAME, description: 'Name of the job order category', required: true })
  name!: string;

  @TextField({
    ...NAME,
    description: 'Name of its group: one of this file or one that the company has. Null: none',
  })
  group?: string | null;

  @TextField({ maxLength: 50, description: 'Color in which it is shown' })
  color?: string | null;

  @TextField({ maxLength: 50, description: 'What kind of hours are worked' })
  hours_type?: string | null;

  @TextField({ maxLength: 50, description: 'How external costs are treated' })
  external_costs_type?: string | null;

  @TextField({ maxLength: 50, description: 'How the status of projects is kept' })
  project_status_mode?: string | null;

  @BooleanField({ description: 'Whether the work is charged to the client. Off by default' })
  is_chargeable?: boolean | null;

  @BooleanField({ description: 'Whether allocations have to be requested. Off by default' })
  is_allocation_request_required?: boolean | null;

  @BooleanField({ description: 'Whether everybody may plan people. Off by default' })
  is_planning_allowed_to_everybody?: boolean | null;

  @BooleanField({ description: 'Whether people may be planned beyond the budget. Off by default' })
  is_planning_unlimited?: boolean | null;

  @BooleanField({ description: 'Whether projects must belong to a program. Off by default' })
  is_program_required?: boolean | null;

  @BooleanField({ description: 'Whether invoices drive the budget. Off by default' })
  is_budget_invoice_driven?: boolean | null;

  @BooleanField({ description: 'Whether it is capital expenditure. Off by default' })
  is_capex?: boolean | null;

  @BooleanField({ description: 'Whether feedback is required when a project is won or lost. Off by default' })
  is_won_lost_feedback_required?: boolean | null;

  @BooleanField({ description: 'Whether projects of this category can have a stage. Off by default' })
  is_opportunity_status_tracking_enabled?: boolean | null;

  @BooleanField({ description: 'Whether timesheets are filled automatically. Off by default' })
  is_timesheet_automatic?: boolean | null;

  @BooleanField({ description: 'Whether the canvas on an external drive is enabled. Off by default' })
  is_external_drive_canvas_enabled?: boolean | null;

  @BooleanField({ description: 'Whether projects must be reviewed. Off by default' })
  is_project_review_required?: boolean | null;

  @DecimalField({
    minimum: 0,
    below: 10 ** 10,
    decimals: 5,
    description: 'Value in thousands (K) from which on projects are reviewed',
  })
  project_review_value_threshold?: number | null;
}
