import { TextField, BooleanField, Field } from '../../fields/field.decorator';
import { GIVEN_ID_DESCRIPTION, givenId } from './entry-id';
import { Schema } from '../../fields/schema.decorator';

@Schema({ noun: 'a job order category group' })
export class JobOrderCategoryGroupEntryDto {
  @Field(givenId, { description: GIVEN_ID_DESCRIPTION })
  id?: number | null;

  @TextField({ minLength: 1, maxLength: 50, description: 'Name of the group', required: true })
  name!: string;

  @BooleanField({ description: 'Whether it is the group of categories without one. Off by default' })
  is_default?: boolean | null;
}
