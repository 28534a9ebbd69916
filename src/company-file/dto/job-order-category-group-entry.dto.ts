import { Field } from '../../fields/field.decorator';
import { Input } from '../../fields/input.decorator';
import { flag, text } from '../../fields/kinds';
import { GIVEN_ID_DESCRIPTION, givenId } from './entry-id';

@Input({ noun: 'a job order category group' })
export class JobOrderCategoryGroupEntryDto {
  @Field(givenId, { description: GIVEN_ID_DESCRIPTION })
  id?: number | null;

  @Field(text({ min: 1, max: 50 }), { description: 'Name of the group', required: true })
  name!: string;

  @Field(flag, { description: 'Whether it is the group of categories without one. Off by default' })
  is_default?: boolean | null;
}
