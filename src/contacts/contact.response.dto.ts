import { ItemResponse } from '../company-repository/item.response.dto';
import { instant } from '../fields/field-types';
import { ResponseField, SameAs } from '../fields/response-field.decorator';
import { Schema } from '../fields/schema.decorator';
import { CreateContactDto } from './create-contact.dto';

@Schema({ name: 'Contact' })
export class ContactResponse extends ItemResponse {
  @SameAs(CreateContactDto)
  client_id!: number;

  @SameAs(CreateContactDto)
  email!: string;

  @SameAs(CreateContactDto)
  name!: string;

  @SameAs(CreateContactDto)
  surname!: string;

  @SameAs(CreateContactDto)
  role!: string | null;

  @SameAs(CreateContactDto)
  notes!: string | null;

  @SameAs(CreateContactDto)
  linkedin!: string | null;

  @SameAs(CreateContactDto)
  description!: string | null;

  @SameAs(CreateContactDto)
  telephone!: string | null;

  @ResponseField(instant, { description: 'When the contact was deleted', nullable: true })
  deleted_at!: Date | null;
}
