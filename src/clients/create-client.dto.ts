import { READ_ONLY_ITEM_KEYS } from '../company-repository/item.response.dto';
import { TextField, EmailField, DateField, ListField } from '../fields/field.decorator';
import { Schema } from '../fields/schema.decorator';
import { ExternalIdentifierDto } from './external-identifier.dto';

const NOT_HERE = 'is read-only: what it points to is not part of this API';
const LINE = 255;
const LONG = 10_000;

/** The fields of a client that are its own. */
export class ClientFields {
  @TextField({
    minLength: 1,
    maxLength: 255,
    description: 'Name of the company',
    required: true,
    example: 'Acme S.p.A.',
  })
  corporate_name!: string;

  @TextField({ minLength: 1, maxLength: 50, description: 'Short name', required: true, example: 'ACME' })
  acronym!: string;

  @EmailField({ maxLength: 150, description: 'E-mail address', example: 'info@acme.example' })
  email?: string | null;

  @TextField({ maxLength: LONG, description: 'Notes' })
  notes?: string | null;

  @TextField({ maxLength: LINE, description: 'Website', example: 'https://acme.example' })
  website?: string | null;

  @TextField({ maxLength: LINE, description: 'Page on LinkedIn' })
  linkedin?: string | null;

  @TextField({ maxLength: LONG, description: 'Description' })
  description?: string | null;

  @TextField({ maxLength: LINE, description: 'Street and number' })
  street?: string | null;

  @TextField({ maxLength: 50, description: 'Zip code' })
  zip_code?: string | null;

  @TextField({ maxLength: LINE, description: 'Town' })
  town?: string | null;

  @TextField({ maxLength: LINE, description: 'Country' })
  country?: string | null;

  @TextField({ maxLength: 50, description: 'VAT number' })
  vat?: string | null;

  @TextField({ maxLength: LINE, description: 'Condition of payment' })
  payment_condition?: string | null;

  @TextField({ maxLength: LINE, description: 'Group of companies to which it belongs' })
  group_company?: string | null;

  @TextField({ maxLength: 50, description: 'Code for electronic invoices (SDI)' })
  sdi_code?: string | null;

  @EmailField({ maxLength: 150, description: 'Certified e-mail address (PEC)' })
  pec?: string | null;

  @EmailField({ maxLength: 150, description: 'E-mail address of its administration' })
  administration_email?: string | null;

  @TextField({ maxLength: LINE, description: 'Number in the register of companies' })
  company_registration_number?: string | null;

  @TextField({ maxLength: LINE, description: 'Legal name' })
  legal_name?: string | null;

  @TextField({ maxLength: LINE, description: 'Code of the declaration of intent' })
  intent_code?: string | null;

  @DateField({ description: 'Date of the declaration of intent' })
  intent_date?: string | null;

  @TextField({ maxLength: 50, description: 'Telephone' })
  phone?: string | null;

  @TextField({ maxLength: LINE, description: 'Tax reference' })
  tax_reference?: string | null;
}

/** What can be set of a client. */
@Schema({
  name: 'CreateClient',
  noun: 'a client',
  readOnly: {
    ...READ_ONLY_ITEM_KEYS,
    deleted_at: 'is read-only: delete the client with DELETE /api/clients/{id}',
    group_id: NOT_HERE,
    bank_account_id: NOT_HERE,
    vat_rate_id: NOT_HERE,
    payment_term_id: NOT_HERE,
  },
})
export class CreateClientDto extends ClientFields {
  @ListField(() => ExternalIdentifierDto, {
    description: 'What other systems call the client: the whole list',
    maxItems: 100,
  })
  external_identifiers?: ExternalIdentifierDto[] | null;
}
