import { ContactFields } from '../../contacts/create-contact.dto';
import { Field } from '../../fields/field.decorator';
import { GIVEN_ID_DESCRIPTION, givenId } from './entry-id';
import { Schema } from '../../fields/schema.decorator';

/** A contact as the API knows it; the client is the entry that it stands in. */
@Schema({ noun: 'a contact' })
export class ContactEntryDto extends ContactFields {
  @Field(givenId, { description: GIVEN_ID_DESCRIPTION.replace('the name', 'the e-mail address') })
  id?: number | null;
}
