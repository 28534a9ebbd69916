import { ItemResponse } from '../../company-repository/item.response.dto';
import { Answer } from '../../fields/field.decorator';
import { decimal, flag, id, instant, text } from '../../fields/kinds';
import { Schema } from '../../fields/schema.decorator';

@Schema({ name: 'JobOrderCategory' })
export class JobOrderCategoryResponse extends ItemResponse {
  @Answer(text({ max: 50 }), { description: 'Name', example: 'Consulting' })
  name!: string;

  @Answer(text({ max: 50 }), { description: 'Color in which it is shown', nullable: true })
  color!: string | null;

  @Answer(flag, { description: 'Is the work charged to the client?' })
  is_chargeable!: boolean;

  @Answer(flag, { description: 'Do allocations have to be requested?' })
  is_allocation_request_required!: boolean;

  @Answer(flag, { description: 'May everybody plan people?' })
  is_planning_allowed_to_everybody!: boolean;

  @Answer(flag, { description: 'May people be planned beyond the budget?' })
  is_planning_unlimited!: boolean;

  @Answer(text({ max: 50 }), { description: 'What kind of hours are worked', nullable: true })
  hours_type!: string | null;

  @Answer(flag, { description: 'Must its projects belong to a program?' })
  is_program_required!: boolean;

  @Answer(flag, { description: 'Do invoices drive the budget?' })
  is_budget_invoice_driven!: boolean;

  @Answer(flag, { description: 'Is it capital expenditure?' })
  is_capex!: boolean;

  @Answer(text({ max: 50 }), { description: 'How external costs are treated', nullable: true })
  external_costs_type!: string | null;

  @Answer(flag, { description: 'Is feedback required when a project is won or lost?' })
  is_won_lost_feedback_required!: boolean;

  @Answer(flag, { description: 'Can its projects have a stage?' })
  is_opportunity_status_tracking_enabled!: boolean;

  @Answer(flag, { description: 'Are timesheets filled automatically?' })
  is_timesheet_automatic!: boolean;

  @Answer(flag, { description: 'Is the canvas on an external drive enabled?' })
  is_external_drive_canvas_enabled!: boolean;

  @Answer(text({ max: 50 }), { description: 'How the status of its projects is kept', nullable: true })
  project_status_mode!: string | null;

  @Answer(flag, { description: 'Must its projects be reviewed?' })
  is_project_review_required!: boolean;

  @Answer(decimal({ min: 0, below: 10 ** 10, decimals: 5 }), {
    description: 'Value in thousands (K) from which on projects are reviewed',
    nullable: true,
  })
  project_review_value_threshold!: number | null;

  @Answer(id, { description: 'ID of its group', nullable: true })
  job_order_category_group_id!: number | null;

  @Answer(id, { description: 'ID of its job order template', nullable: true })
  job_order_template_id!: number | null;

  @Answer(instant, { description: 'When it was deleted', nullable: true })
  deleted_at!: Date | null;
}
