import { type ApiResponse, type Api, INSTANT } from '../support/api';
import { type TestApp } from '../support/app';
import { createCompany, insert, type TestCompany } from '../support/builders/company';

/** A contact with its required fields as the API shows it, keys in the order of the contract. */
export const contact = (id: unknown, client_id: number, changes: object = {}): object => ({
  id,
  created_at: INSTANT,
  updated_at: INSTANT,
  client_id,
  email: 'bob@acme.example',
  name: 'Bob',
  surname: 'B',
  role: null,
  notes: null,
  linkedin: null,
  description: null,
  telephone: null,
  deleted_at: null,
  ...changes,
});

export const REQUIRED = { email: 'bob@acme.example', name: 'Bob', surname: 'B' };

/** All that can be set beside the client. */
export const WHOLE = {
  email: 'carla@globex.example',
  name: 'Carla',
  surname: 'Neri',
  role: 'Head of purchasing',
  notes: 'Call on Mondays\nonly',
  linkedin: 'carla-neri',
  description: 'Knows everybody',
  telephone: '+39 02 1',
};

/** What a whole response is compared by. */
export const shown = ({ status, body }: ApiResponse): object => ({ status, body });
export const idOf = ({ body }: ApiResponse): number => (body as { id: number }).id;
export const idsOf = ({ body }: ApiResponse): number[] => (body as { id: number }[]).map(({ id }) => id);
export const notFound = (id: number): object => ({
  status: 404,
  body: { key: 'not_found', message: `There is no contact ${id} in this company.` },
});

export interface Setup {
  readonly company: TestCompany;
  readonly api: Api;
  /** A second client, beside the one that has the contact of every test company. */
  readonly secondId: number;
}

export async function setupContacts({ database, api }: TestApp): Promise<Setup> {
  const company = await createCompany(database);
  const row = { company_id: company.companyId, corporate_name: 'Globex', acronym: 'GLX' };
  return { company, api: api.as(company), secondId: await insert(database, 'clients', row) };
}

export async function rowsOf({ database }: TestApp, { companyId }: TestCompany): Promise<object[]> {
  return database.query('select * from client_contacts where company_id = $1 order by id', [companyId]);
}
