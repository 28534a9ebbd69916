import { ItemResponse } from '../company-repository/item.response.dto';
import { ResponseField, SameAs } from '../fields/response-field.decorator';
import { id, instant } from '../fields/field-types';
import { Schema } from '../fields/schema.decorator';
import { CreateClientDto } from './create-client.dto';
import { type ExternalIdentifier, externalIdentifiers } from './external-identifier.dto';

@Schema({ name: 'Client' })
export class ClientResponse extends ItemResponse {
  @SameAs(CreateClientDto)
  corporate_name!: string;

  @SameAs(CreateClientDto)
  acronym!: string;

  @SameAs(CreateClientDto)
  email!: string | null;

  @SameAs(CreateClientDto)
  notes!: string | null;

  @SameAs(CreateClientDto)
  website!: string | null;

  @SameAs(CreateClientDto)
  linkedin!: string | null;

  @SameAs(CreateClientDto)
  description!: string | null;

  @SameAs(CreateClientDto)
  street!: string | null;

  @SameAs(CreateClientDto)
  zip_code!: string | null;

  @SameAs(CreateClientDto)
  town!: string | null;

  @SameAs(CreateClientDto)
  country!: string | null;

  @SameAs(CreateClientDto)
  vat!: string | null;

  @SameAs(CreateClientDto)
  payment_condition!: string | null;

  @SameAs(CreateClientDto)
  group_company!: string | null;

  @SameAs(CreateClientDto)
  sdi_code!: string | null;

  @SameAs(CreateClientDto)
  pec!: string | null;

  @SameAs(CreateClientDto)
  administration_email!: string | null;

  @SameAs(CreateClientDto)
  company_registration_number!: string | null;

  @SameAs(CreateClientDto)
  legal_name!: string | null;

  @SameAs(CreateClientDto)
  intent_code!: string | null;

  @SameAs(CreateClientDto)
  intent_date!: string | null;

  @SameAs(CreateClientDto)
  phone!: string | null;

  @SameAs(CreateClientDto)
  tax_reference!: string | null;

  @ResponseField(id, { description: 'ID of the group', nullable: true })
  group_id!: number | null;

  @ResponseField(id, { description: 'ID of the bank account', nullable: true })
  bank_account_id!: number | null;

  @ResponseField(id, { description: 'ID of the VAT rate', nullable: true })
  vat_rate_id!: number | null;

  @ResponseField(id, { description: 'ID of the term of payment', nullable: true })
  payment_term_id!: number | null;

  @ResponseField(instant, { description: 'When the client was deleted', nullable: true })
  deleted_at!: Date | null;

  @ResponseField(externalIdentifiers, {
    description: 'What other systems call the client, for a request that includes or sets it',
    required: false,
    example: [{ id: 1, external_id: '0015g00000AbCdE', type: 'crm' }],
  })
  external_identifiers?: ExternalIdentifier[];
}
