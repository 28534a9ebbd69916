import { TextField, Field } from '../../fields/field.decorator';
import { GIVEN_ID_DESCRIPTION, givenId, MAX_NAME_LENGTH } from './entry-id';
import { Schema } from '../../fields/schema.decorator';

@Schema({ noun: 'a business unit' })
export class BusinessUnitEntryDto {
  @Field(givenId, { description: GIVEN_ID_DESCRIPTION })
  id?: number | null;

  @TextField({
    minLength: 1,
    maxLength: MAX_NAME_LENGTH,
    description: 'Name of the business unit',
    required: true,
  })
  name!: string;
}
