import { Field, ListField } from '../../validation/field.decorator';
import { Input } from '../../validation/input.decorator';
import { text } from '../../validation/kinds';
import { ContactEntryDto } from './contact-entry.dto';
import { GIVEN_ID_DESCRIPTION, givenId } from './entry-id';

@Input({ noun: 'a client' })
export class ClientEntryDto {
  @Field(givenId, { description: GIVEN_ID_DESCRIPTION })
  id?: number | null;

  @Field(text({ min: 1, max: 255 }), { description: 'Name of the client', required: true })
  corporate_name!: string;

  @Field(text({ min: 1, max: 50 }), { description: 'Short name of the client', required: true })
  acronym!: string;

  @ListField(() => ContactEntryDto, { description: 'Contacts of the client' })
  contacts?: ContactEntryDto[] | null;
}
