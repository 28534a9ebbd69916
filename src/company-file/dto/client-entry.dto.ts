import { ClientFields } from '../../clients/create-client.dto';
import { ListField, Field } from '../../fields/field.decorator';
import { ContactEntryDto } from './contact-entry.dto';
import { GIVEN_ID_DESCRIPTION, givenId } from './entry-id';
import { Schema } from '../../fields/schema.decorator';

/** A client as the API knows it, with its contacts. */
@Schema({ noun: 'a client' })
export class ClientEntryDto extends ClientFields {
  @Field(givenId, { description: GIVEN_ID_DESCRIPTION })
  id?: number | null;

  @ListField(() => ContactEntryDto, { description: 'Contacts of the client' })
  contacts?: ContactEntryDto[] | null;
}
