import { type ApiResponse, INSTANT } from '../support/api';

const NULLS =
  'email notes website linkedin description street zip_code town country vat payment_condition group_company sdi_code pec administration_email company_registration_number legal_name intent_code intent_date phone tax_reference group_id bank_account_id vat_rate_id payment_term_id deleted_at';

/** A client with its required fields as the API shows it, keys in the order of the contract. */
export const client = (id: unknown, changes: object = {}): object => ({
  id,
  created_at: INSTANT,
  updated_at: INSTANT,
  corporate_name: 'Acme',
  acronym: 'ACM',
  ...Object.fromEntries(NULLS.split(' ').map((key) => [key, null])),
  ...changes,
});

/** The 23 fields that can be set. */
export const WHOLE = {
  corporate_name: 'Globex S.p.A.',
  acronym: 'GLX',
  email: 'info@globex.example',
  notes: 'Call on Mondays\nonly',
  website: 'https://globex.example',
  linkedin: 'globex',
  description: 'Energy',
  street: 'Via Roma 1',
  zip_code: '20121',
  town: 'Milano',
  country: 'Italia',
  vat: 'IT01234567890',
  payment_condition: '30 days',
  group_company: 'Globex Holding',
  sdi_code: 'ABC1234',
  pec: 'pec@globex.example',
  administration_email: 'admin@globex.example',
  company_registration_number: 'MI-1',
  legal_name: 'Globex Società per Azioni',
  intent_code: 'I1',
  intent_date: '2024-02-29',
  phone: '+39 02 1',
  tax_reference: 'T1',
};

/** What a whole response is compared by. */
export const shown = ({ status, body }: ApiResponse): object => ({ status, body });
export const idOf = ({ body }: ApiResponse): number => (body as { id: number }).id;
export const idsOf = ({ body }: ApiResponse): number[] => (body as { id: number }[]).map(({ id }) => id);
export const notFound = (id: number): object => ({
  status: 404,
  body: { key: 'not_found', message: `There is no client ${id} in this company.` },
});
