import { ItemResponse } from '../company-repository/item.response.dto';
import { Answer, AnswersField } from '../fields/field.decorator';
import { instant } from '../fields/kinds';
import { Schema } from '../fields/schema.decorator';
import { CreateContactDto } from './create-contact.dto';

@Schema({ name: 'Contact' })
export class ContactResponse extends ItemResponse {
  @AnswersField(CreateContactDto)
  client_id!: number;

  @AnswersField(CreateContactDto)
  email!: string;

  @AnswersField(CreateContactDto)
  name!: string;

  @AnswersField(CreateContactDto)
  surname!: string;

  @AnswersField(CreateContactDto)
  role!: string | null;

  @AnswersField(CreateContactDto)
  notes!: string | null;

  @AnswersField(CreateContactDto)
  linkedin!: string | null;

  @AnswersField(CreateContactDto)
  description!: string | null;

  @AnswersField(CreateContactDto)
  telephone!: string | null;

  @Answer(instant, { description: 'When the contact was deleted', nullable: true })
  deleted_at!: Date | null;
}
