import { type ApiResponse, type Api } from '../support/api';
import { type TestApp } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { type TestDatabase } from '../support/database';

export interface Identifier {
  readonly id?: number;
  readonly external_id: string;
  readonly type: string;
}
export type Item = Readonly<Record<string, unknown>> & {
  readonly external_identifiers: Required<Identifier>[];
};

export const REQUIRED = { corporate_name: 'Acme', acronym: 'ACM' };
export const INCLUDE = 'include=external_identifiers';
export const TAKEN = 'is taken: another client of this company has it with this type';

export async function setupClients({ database, api }: TestApp): Promise<{ company: TestCompany; api: Api }> {
  const company = await createCompany(database);
  return { company, api: api.as(company) };
}

export const identifiers = (...pairs: [type: string, externalId: string][]): Identifier[] =>
  pairs.map(([type, external_id]) => ({ external_id, type }));
export const withIds = (list: readonly Identifier[]): unknown[] =>
  list.map((one) => ({ id: expect.any(Number) as number, ...one }));
export const itemOf = ({ body }: ApiResponse): Item => body as Item;
export const pairsOf = ({ external_identifiers: list }: Item): string[] =>
  list.map(({ type, external_id }) => `${type}:${external_id}`);

export async function create(
  api: Api,
  list: readonly Identifier[],
  at = '/api/clients',
): Promise<ApiResponse> {
  return api.post(at, { ...REQUIRED, external_identifiers: list });
}

export async function rowsOf(database: TestDatabase, { companyId }: TestCompany): Promise<object[]> {
  return database.query(
    'select client_id, type, external_id from client_external_identifiers where company_id = $1 order by id',
    [companyId],
  );
}
