import { ClientFields } from '../../clients/create-client.dto';
import { Field, ListField } from '../../fields/field.decorator';
import { Input } from '../../fields/input.decorator';
import { ContactEntryDto } from './contact-entry.dto';
import { GIVEN_ID_DESCRIPTION, givenId } from './entry-id';

/** A client as the API knows it, with its contacts. */
@Input({ noun: 'a client' })
export class ClientEntryDto extends ClientFields {
  @Field(givenId, { description: GIVEN_ID_DESCRIPTION })
  id?: number | null;

  @ListField(() => ContactEntryDto, { description: 'Contacts of the client' })
  contacts?: ContactEntryDto[] | null;
}
