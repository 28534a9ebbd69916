import { randomBytes } from 'node:crypto';
import { PERMISSION_KEYS, type Permission } from '../../../src/auth/permissions';
import { newToken, tokenHash, tokenPrefix } from '../../../src/auth/token-secret';
import { type TestDatabase } from '../database';

/** A person of a company who can call the API. */
export interface TestUser {
  readonly company: string;
  readonly token: string;
  readonly personId: number;
}

/** A company with one of everything that a project can point to, and an administrator. */
export interface TestCompany extends TestUser {
  readonly companyId: number;
  readonly clientId: number;
  readonly contactId: number;
  readonly categoryId: number;
  readonly typeId: number;
  readonly businessUnitId: number;
  readonly stageId: number;
  /** "Sector" with the values IT and Finance, not required. */
  readonly metadataId: number;
}

export interface CompanySettings {
  readonly is_client_contact_required?: boolean;
  readonly is_job_order_unique?: boolean;
  readonly is_probability_scale_enforced?: boolean;
}

/** Companies don't meet, so each test that wants an empty one makes its own. */
export async function createCompany(
  database: TestDatabase,
  settings: CompanySettings = {},
): Promise<TestCompany> {
  const slug = `company-${randomBytes(4).toString('hex')}`;
  const companyId = await insert(database, 'companies', { slug, name: slug, ...settings });
  const of = (row: object): object => ({ company_id: companyId, ...row });
  const clientId = await insert(database, 'clients', of({ corporate_name: 'Acme', acronym: 'ACM' }));
  const metadataId = await insert(database, 'project_metadata', of({ key: 'Sector' }));
  await addOptions(database, companyId, metadataId, ['IT', 'Finance']);
  const administrator = await createPerson(database, { companyId, company: slug }, PERMISSION_KEYS);
  return {
    ...administrator,
    companyId,
    clientId,
    contactId: await createContact(database, companyId, clientId),
    categoryId: await insert(database, 'job_order_categories', of({ name: 'Consulting' })),
    typeId: await insert(database, 'project_types', of({ name: 'Fixed price' })),
    businessUnitId: await insert(database, 'business_units', of({ name: 'Milan' })),
    stageId: await insert(database, 'project_stages', of({ name: 'Proposal' })),
    metadataId,
  };
}

/** A person of the company with a role of their own and a token. */
export async function createPerson(
  database: TestDatabase,
  { companyId, company }: { companyId: number; company: string },
  permissions: readonly Permission[],
  person: { is_archived?: boolean } = {},
): Promise<TestUser> {
  const name = randomBytes(4).toString('hex');
  const roleId = await insert(database, 'roles', { company_id: companyId, name, permissions });
  const email = `${name}@example.com`;
  const accountId = await insert(database, 'accounts', { email });
  const row = { company_id: companyId, account_id: accountId, role_id: roleId, email, name, surname: 'Test' };
  const personId = await insert(database, 'persons', { ...row, ...person });
  return { company, token: await createToken(database, accountId), personId };
}

export async function createToken(
  database: TestDatabase,
  accountId: number,
  more: object = {},
): Promise<string> {
  const token = newToken();
  const row = { account_id: accountId, prefix: tokenPrefix(token), hash: tokenHash(token), ...more };
  await insert(database, 'tokens', row);
  return token;
}

export async function createContact(
  database: TestDatabase,
  companyId: number,
  clientId: number,
): Promise<number> {
  const row = {
    company_id: companyId,
    client_id: clientId,
    email: 'bob@acme.example',
    name: 'Bob',
    surname: 'B',
  };
  return insert(database, 'client_contacts', row);
}

export async function addOptions(
  database: TestDatabase,
  companyId: number,
  metadataId: number,
  values: readonly string[],
): Promise<void> {
  await database.query(
    `insert into project_metadata_options (company_id, project_metadata_id, value, position)
     select $1, $2, value, position from unnest($3::text[]) with ordinality as options (value, position)`,
    [companyId, metadataId, values],
  );
}

/** Another metadata of the company; answers the name of its field. */
export async function addMetadata(
  database: TestDatabase,
  { companyId }: TestCompany,
  { values, ...row }: { key: string; is_required: boolean; values: readonly string[] },
): Promise<string> {
  const id = await insert(database, 'project_metadata', { company_id: companyId, ...row });
  await addOptions(database, companyId, id, values);
  return `metadata_${id}`;
}

/** Inserts a row and returns its id. */
export async function insert(database: TestDatabase, table: string, row: object): Promise<number> {
  const columns = Object.keys(row);
  const [inserted] = await database.query<{ id: number }>(
    `insert into ${table} (${columns.join(', ')}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')})
     returning id`,
    Object.values(row) as unknown[],
  );
  return inserted!.id;
}
