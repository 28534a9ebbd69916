import { READ_ONLY_ITEM_KEYS } from '../company-repository/item.response.dto';
import { Field, ListField } from '../fields/field.decorator';
import { Input } from '../fields/input.decorator';
import { date, email, text } from '../fields/kinds';
import { Schema } from '../fields/schema.decorator';
import { ExternalIdentifierDto } from './external-identifier.dto';

const NOT_HERE = 'is read-only: what it points to is not part of this API';
const LINE = text({ max: 255 });
const LONG = text({ max: 10_000 });

/** The fields of a client that are its own. */
export class ClientFields {
  @Field(text({ min: 1, max: 255 }), {
    description: 'Name of the company',
    required: true,
    example: 'Acme S.p.A.',
  })
  corporate_name!: string;

  @Field(text({ min: 1, max: 50 }), { description: 'Short name', required: true, example: 'ACME' })
  acronym!: string;

  @Field(email({ max: 150 }), { description: 'E-mail address', example: 'info@acme.example' })
  email?: string | null;

  @Field(LONG, { description: 'Notes' })
  notes?: string | null;

  @Field(LINE, { description: 'Website', example: 'https://acme.example' })
  website?: string | null;

  @Field(LINE, { description: 'Page on LinkedIn' })
  linkedin?: string | null;

  @Field(LONG, { description: 'Description' })
  description?: string | null;

  @Field(LINE, { description: 'Street and number' })
  street?: string | null;

  @Field(text({ max: 50 }), { description: 'Zip code' })
  zip_code?: string | null;

  @Field(LINE, { description: 'Town' })
  town?: string | null;

  @Field(LINE, { description: 'Country' })
  country?: string | null;

  @Field(text({ max: 50 }), { description: 'VAT number' })
  vat?: string | null;

  @Field(LINE, { description: 'Condition of payment' })
  payment_condition?: string | null;

  @Field(LINE, { description: 'Group of companies to which it belongs' })
  group_company?: string | null;

  @Field(text({ max: 50 }), { description: 'Code for electronic invoices (SDI)' })
  sdi_code?: string | null;

  @Field(email({ max: 150 }), { description: 'Certified e-mail address (PEC)' })
  pec?: string | null;

  @Field(email({ max: 150 }), { description: 'E-mail address of its administration' })
  administration_email?: string | null;

  @Field(LINE, { description: 'Number in the register of companies' })
  company_registration_number?: string | null;

  @Field(LINE, { description: 'Legal name' })
  legal_name?: string | null;

  @Field(LINE, { description: 'Code of the declaration of intent' })
  intent_code?: string | null;

  @Field(date, { description: 'Date of the declaration of intent' })
  intent_date?: string | null;

  @Field(text({ max: 50 }), { description: 'Telephone' })
  phone?: string | null;

  @Field(LINE, { description: 'Tax reference' })
  tax_reference?: string | null;
}

/** What can be set of a client. */
@Schema({ name: 'CreateClient' })
@Input({
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
    maxLength: 100,
  })
  external_identifiers?: ExternalIdentifierDto[] | null;
}

/** A request that works in the demo company as it stands. */
export const CREATE_CLIENT_EXAMPLE = {
  corporate_name: 'Globex S.p.A.',
  acronym: 'GLX',
  email: 'info@globex.example',
};
