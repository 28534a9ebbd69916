import { TextField, EmailField, BooleanField, Field } from '../../fields/field.decorator';
import { GIVEN_ID_DESCRIPTION, givenId, MAX_NAME_LENGTH } from './entry-id';
import { Schema } from '../../fields/schema.decorator';

@Schema({ noun: 'a person' })
export class PersonEntryDto {
  @Field(givenId, { description: GIVEN_ID_DESCRIPTION.replace('the name', 'the e-mail address') })
  id?: number | null;

  @EmailField({
    maxLength: 150,
    description: 'E-mail address, which names the account of the person. Case does not matter',
    required: true,
  })
  email!: string;

  @TextField({ minLength: 1, maxLength: 100, description: 'First name', required: true })
  name!: string;

  @TextField({ minLength: 1, maxLength: 100, description: 'Last name', required: true })
  surname!: string;

  @TextField({
    minLength: 1,
    maxLength: MAX_NAME_LENGTH,
    description: 'Name of the role of the person: one of this file or one that the company has',
    required: true,
  })
  role!: string;

  @BooleanField({
    description: 'Whether the person left. Archived persons can not sign in and get no projects',
  })
  is_archived?: boolean | null;
}
