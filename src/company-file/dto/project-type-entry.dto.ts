import { TextField, Field } from '../../fields/field.decorator';
import { GIVEN_ID_DESCRIPTION, givenId, MAX_NAME_LENGTH } from './entry-id';
import { Schema } from '../../fields/schema.decorator';

@Schema({ noun: 'a project type' })
export class ProjectTypeEntryDto {
  @Field(givenId, { description: GIVEN_ID_DESCRIPTION })
  id?: number | null;

  @TextField({
    minLength: 1,
    maxLength: MAX_NAME_LENGTH,
    description: 'Name of the project type',
    required: true,
  })
  name!: string;

  @TextField({ maxLength: MAX_NAME_LENGTH, description: 'Group of the project type. Null removes it' })
  group?: string | null;
}
