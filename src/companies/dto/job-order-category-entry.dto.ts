import { Field } from '../../validation/field.decorator';
import { Input } from '../../validation/input.decorator';
import { flag, text } from '../../validation/kinds';
import { GIVEN_ID_DESCRIPTION, givenId } from './entry-id';

@Input({ noun: 'a job order category' })
export class JobOrderCategoryEntryDto {
  @Field(givenId, { description: GIVEN_ID_DESCRIPTION })
  id?: number | null;

  @Field(text({ min: 1, max: 50 }), { description: 'Name of the job order category', required: true })
  name!: string;

  @Field(flag, { description: 'Whether projects of this category can have a stage. Off by default' })
  is_opportunity_status_tracking_enabled?: boolean | null;
}
