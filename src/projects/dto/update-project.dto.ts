import { changesOf } from '../../fields/changes-of';
import { Field } from '../../fields/field.decorator';
import { Input } from '../../fields/input.decorator';
import { choice, flag, id, text } from '../../fields/kinds';
import { Schema } from '../../fields/schema.decorator';
import { CreateProjectDto, READ_ONLY_PROJECT_KEYS, SENT_METADATA_KEYS } from './create-project.dto';

export const RISKS = ['low', 'medium', 'high'] as const;
export type Risk = (typeof RISKS)[number];

/** What can be changed of a project: an absent field keeps its value, null clears it. */
@Schema({ name: 'UpdateProject', furtherKeys: SENT_METADATA_KEYS })
@Input({ noun: 'a project', readOnly: READ_ONLY_PROJECT_KEYS })
export class UpdateProjectDto extends changesOf(CreateProjectDto) {
  @Field(id, {
    description:
      'ID of the stage of the opportunity. Needs a category with `is_opportunity_status_tracking_enabled`',
    example: 1,
  })
  project_stage_id?: number | null;

  @Field(flag, {
    description: 'May only whitelisted persons fill timesheets?',
    notNull: true,
    example: false,
  })
  is_timesheet_whitelist_enabled?: boolean;

  @Field(choice(RISKS), { description: 'How risky the project is', example: 'low' })
  risk?: Risk | null;

  @Field(text({ max: 2_000 }), { description: 'Why the project was won or lost, in words' })
  won_lost_feedback?: string | null;

  @Field(id, {
    description: 'ID of the reason why the project was won or lost, as your company numbers them',
  })
  reason_why_id?: number | null;
}

/** A request that works in the demo company as it stands. */
export const UPDATE_PROJECT_EXAMPLE = {
  probability: 90,
  project_stage_id: 1,
  due_date: null,
  risk: 'low',
  metadata_13: 'Finance',
};
