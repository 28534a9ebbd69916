import { PartialType } from '@nestjs/swagger';
import { TextField, OneOfField, IdField, BooleanField } from '../../fields/field.decorator';
import { Schema } from '../../fields/schema.decorator';
import { CreateProjectDto, READ_ONLY_PROJECT_KEYS, SENT_METADATA_KEYS } from './create-project.dto';

export const RISKS = ['low', 'medium', 'high'] as const;
export type Risk = (typeof RISKS)[number];

/** What can be changed of a project: an absent field keeps its value, null clears it. */
@Schema({
  name: 'UpdateProject',
  additionalProperties: SENT_METADATA_KEYS,
  changes: CreateProjectDto,
  readOnly: READ_ONLY_PROJECT_KEYS,
})
export class UpdateProjectDto extends PartialType(CreateProjectDto, { skipNullProperties: false }) {
  @IdField({
    description:
      'ID of the stage of the opportunity. Needs a category with `is_opportunity_status_tracking_enabled`',
    example: 1,
  })
  project_stage_id?: number | null;

  @BooleanField({
    description: 'May only whitelisted persons fill timesheets?',
    nullable: false,
    example: false,
  })
  is_timesheet_whitelist_enabled?: boolean;

  @OneOfField(RISKS, { description: 'How risky the project is', example: 'low' })
  risk?: Risk | null;

  @TextField({ maxLength: 2_000, description: 'Why the project was won or lost, in words' })
  won_lost_feedback?: string | null;

  @IdField({
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
