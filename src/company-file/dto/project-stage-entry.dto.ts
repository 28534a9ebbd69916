import { TextField, IntegerField, Field } from '../../fields/field.decorator';
import { GIVEN_ID_DESCRIPTION, givenId, MAX_NAME_LENGTH } from './entry-id';
import { Schema } from '../../fields/schema.decorator';

@Schema({ noun: 'a project stage' })
export class ProjectStageEntryDto {
  @Field(givenId, { description: GIVEN_ID_DESCRIPTION })
  id?: number | null;

  @TextField({ minLength: 1, maxLength: MAX_NAME_LENGTH, description: 'Name of the stage', required: true })
  name!: string;

  @TextField({ maxLength: 2_000, description: 'What the stage means. Null removes it' })
  description?: string | null;

  @IntegerField({
    minimum: 0,
    maximum: 1_000_000,
    description: 'Place of the stage among the others, lowest first. 0 by default',
  })
  hierarchy?: number | null;
}
