import { type ApiResponse, type Api } from '../support/api';
import { type TestApp } from '../support/app';
import { createCompany, type CompanySettings, type TestCompany } from '../support/builders/company';

export const AT = '/api/projects';
export const EXTERNAL = `${AT}/by-external/crm/D-1`;

export const shown = ({ status, body }: ApiResponse): object => ({ status, body });
export const idOf = ({ body }: ApiResponse): number => (body as { id: number }).id;

export interface Setup {
  readonly company: TestCompany;
  readonly api: Api;
  put(body: unknown, path?: string): Promise<ApiResponse>;
}

export async function setupExternal(
  { database, api: anybody }: TestApp,
  settings: CompanySettings = {},
): Promise<Setup> {
  const company = await createCompany(database, settings);
  const api = anybody.as(company);
  return { company, api, put: async (body, path = EXTERNAL) => api.send('PUT', path, { body }) };
}
