import { Field } from '../../fields/field.decorator';
import { Input } from '../../fields/input.decorator';
import { text } from '../../fields/kinds';
import { GIVEN_ID_DESCRIPTION, givenId, MAX_NAME_LENGTH } from './entry-id';

@Input({ noun: 'a business unit' })
export class BusinessUnitEntryDto {
  @Field(givenId, { description: GIVEN_ID_DESCRIPTION })
  id?: number | null;

  @Field(text({ min: 1, max: MAX_NAME_LENGTH }), { description: 'Name of the business unit', required: true })
  name!: string;
}
