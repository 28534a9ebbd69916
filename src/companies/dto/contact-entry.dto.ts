import { Field } from '../../validation/field.decorator';
import { Input } from '../../validation/input.decorator';
import { email, text } from '../../validation/kinds';
import { GIVEN_ID_DESCRIPTION, givenId } from './entry-id';

@Input({ noun: 'a contact' })
export class ContactEntryDto {
  @Field(givenId, { description: GIVEN_ID_DESCRIPTION.replace('the name', 'the e-mail address') })
  id?: number | null;

  @Field(email({ max: 150 }), { description: 'E-mail address', required: true })
  email!: string;

  @Field(text({ min: 1, max: 100 }), { description: 'First name', required: true })
  name!: string;

  @Field(text({ min: 1, max: 100 }), { description: 'Last name', required: true })
  surname!: string;

  @Field(text({ max: 75 }), { description: 'What the contact does at the client. Null removes it' })
  role?: string | null;
}
