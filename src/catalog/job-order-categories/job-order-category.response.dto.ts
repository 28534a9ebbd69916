import { ItemResponse } from '../../company-repository/item.response.dto';
import { ResponseField } from '../../fields/response-field.decorator';
import { decimal, boolean, id, instant, text } from '../../fields/field-types';
import { Schema } from '../../fields/schema.decorator';

@Schema({ name: 'JobOrderCategory' })
export class JobOrderCategoryResponse extends ItemResponse {
  @ResponseField(text({ maxLength: 50 }), { description: 'Name', example: 'Consulting' })
  name!: string;

  @ResponseField(text({ maxLength: 50 }), { description: 'Color in which it is shown', nullable: true })
  color!: string | null;

  @ResponseField(boolean, { description: 'Is the work charged to the client?' })
  is_chargeable!: boolean;

  @ResponseField(boolean, { description: 'Do allocations have to be requested?' })
  is_allocation_request_required!: boolean;

  @ResponseField(boolean, { description: 'May everybody plan people?' })
  is_planning_allowed_to_everybody!: boolean;

  @ResponseField(boolean, { description: 'May people be planned beyond the budget?' })
  is_planning_unlimited!: boolean;

  @ResponseField(text({ maxLength: 50 }), { description: 'What kind of hours are worked', nullable: true })
  hours_type!: string | null;

  @ResponseField(boolean, { description: 'Must its projects belong to a program?' })
  is_program_required!: boolean;

  @ResponseField(boolean, { description: 'Do invoices drive the budget?' })
  is_budget_invoice_driven!: boolean;

  @ResponseField(boolean, { description: 'Is it capital expenditure?' })
  is_capex!: boolean;

  @ResponseField(text({ maxLength: 50 }), { description: 'How external costs are treated', nullable: true })
  external_costs_type!: string | null;

  @ResponseField(boolean, { description: 'Is feedback required when a project is won or lost?' })
  is_won_lost_feedback_required!: boolean;

  @ResponseField(boolean, { description: 'Can its projects have a stage?' })
  is_opportunity_status_tracking_enabled!: boolean;

  @ResponseField(boolean, { description: 'Are timesheets filled automatically?' })
  is_timesheet_automatic!: boolean;

  @ResponseField(boolean, { description: 'Is the canvas on an external drive enabled?' })
  is_external_drive_canvas_enabled!: boolean;

  @ResponseField(text({ maxLength: 50 }), {
    description: 'How the status of its projects is kept',
    nullable: true,
  })
  project_status_mode!: string | null;

  @ResponseField(boolean, { description: 'Must its projects be reviewed?' })
  is_project_review_required!: boolean;

  @ResponseField(decimal({ minimum: 0, below: 10 ** 10, decimals: 5 }), {
    description: 'Value in thousands (K) from which on projects are reviewed',
    nullable: true,
  })
  project_review_value_threshold!: number | null;

  @ResponseField(id, { description: 'ID of its group', nullable: true })
  job_order_category_group_id!: number | null;

  @ResponseField(id, { description: 'ID of its job order template', nullable: true })
  job_order_template_id!: number | null;

  @ResponseField(instant, { description: 'When it was deleted', nullable: true })
  deleted_at!: Date | null;
}
