import { ItemResponse } from '../company-repository/item.response.dto';
import { Answer, AnswersField } from '../fields/field.decorator';
import { id, instant } from '../fields/kinds';
import { Schema } from '../fields/schema.decorator';
import { CreateClientDto } from './create-client.dto';
import { type ExternalIdentifier, externalIdentifiers } from './external-identifier.dto';

@Schema({ name: 'Client' })
export class ClientResponse extends ItemResponse {
  @AnswersField(CreateClientDto)
  corporate_name!: string;

  @AnswersField(CreateClientDto)
  acronym!: string;

  @AnswersField(CreateClientDto)
  email!: string | null;

  @AnswersField(CreateClientDto)
  notes!: string | null;

  @AnswersField(CreateClientDto)
  website!: string | null;

  @AnswersField(CreateClientDto)
  linkedin!: string | null;

  @AnswersField(CreateClientDto)
  description!: string | null;

  @AnswersField(CreateClientDto)
  street!: string | null;

  @AnswersField(CreateClientDto)
  zip_code!: string | null;

  @AnswersField(CreateClientDto)
  town!: string | null;

  @AnswersField(CreateClientDto)
  country!: string | null;

  @AnswersField(CreateClientDto)
  vat!: string | null;

  @AnswersField(CreateClientDto)
  payment_condition!: string | null;

  @AnswersField(CreateClientDto)
  group_company!: string | null;

  @AnswersField(CreateClientDto)
  sdi_code!: string | null;

  @AnswersField(CreateClientDto)
  pec!: string | null;

  @AnswersField(CreateClientDto)
  administration_email!: string | null;

  @AnswersField(CreateClientDto)
  company_registration_number!: string | null;

  @AnswersField(CreateClientDto)
  legal_name!: string | null;

  @AnswersField(CreateClientDto)
  intent_code!: string | null;

  @AnswersField(CreateClientDto)
  intent_date!: string | null;

  @AnswersField(CreateClientDto)
  phone!: string | null;

  @AnswersField(CreateClientDto)
  tax_reference!: string | null;

  @Answer(id, { description: 'ID of the group', nullable: true })
  group_id!: number | null;

  @Answer(id, { description: 'ID of the bank account', nullable: true })
  bank_account_id!: number | null;

  @Answer(id, { description: 'ID of the VAT rate', nullable: true })
  vat_rate_id!: number | null;

  @Answer(id, { description: 'ID of the term of payment', nullable: true })
  payment_term_id!: number | null;

  @Answer(instant, { description: 'When the client was deleted', nullable: true })
  deleted_at!: Date | null;

  @Answer(externalIdentifiers, {
    description: 'What other systems call the client, for a request that includes or sets it',
    required: false,
    example: [{ id: 1, external_id: '0015g00000AbCdE', type: 'crm' }],
  })
  external_identifiers?: ExternalIdentifier[];
}
