import { Field } from '../../fields/field.decorator';
import { Input } from '../../fields/input.decorator';
import { email, flag, text } from '../../fields/kinds';
import { GIVEN_ID_DESCRIPTION, givenId, MAX_NAME_LENGTH } from './entry-id';

@Input({ noun: 'a person' })
export class PersonEntryDto {
  @Field(givenId, { description: GIVEN_ID_DESCRIPTION.replace('the name', 'the e-mail address') })
  id?: number | null;

  @Field(email({ max: 150 }), {
    description: 'E-mail address, which names the account of the person. Case does not matter',
    required: true,
  })
  email!: string;

  @Field(text({ min: 1, max: 100 }), { description: 'First name', required: true })
  name!: string;

  @Field(text({ min: 1, max: 100 }), { description: 'Last name', required: true })
  surname!: string;

  @Field(text({ min: 1, max: MAX_NAME_LENGTH }), {
    description: 'Name of the role of the person: one of this file or one that the company has',
    required: true,
  })
  role!: string;

  @Field(flag, {
    description: 'Whether the person left. Archived persons can not sign in and get no projects',
  })
  is_archived?: boolean | null;
}
