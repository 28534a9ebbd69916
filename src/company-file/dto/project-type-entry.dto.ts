import { Field } from '../../fields/field.decorator';
import { Input } from '../../fields/input.decorator';
import { text } from '../../fields/kinds';
import { GIVEN_ID_DESCRIPTION, givenId, MAX_NAME_LENGTH } from './entry-id';

@Input({ noun: 'a project type' })
export class ProjectTypeEntryDto {
  @Field(givenId, { description: GIVEN_ID_DESCRIPTION })
  id?: number | null;

  @Field(text({ min: 1, max: MAX_NAME_LENGTH }), { description: 'Name of the project type', required: true })
  name!: string;

  @Field(text({ max: MAX_NAME_LENGTH }), { description: 'Group of the project type. Null removes it' })
  group?: string | null;
}
