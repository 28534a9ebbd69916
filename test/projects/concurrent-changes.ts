import { type Api } from '../support/api';
import { type TestApp } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { wholeProjectBody } from '../support/builders/project';

export const AT = '/api/projects';

export interface Setup {
  readonly company: TestCompany;
  readonly api: Api;
  readonly path: string;
}

export async function setupChanges(service: TestApp): Promise<Setup> {
  const company = await createCompany(service.database);
  const api = service.api.as(company);
  const { headers } = await api.post(AT, wholeProjectBody(company));
  return { company, api, path: headers.get('location')! };
}

export const rename = (name: string): object => ({ body: { name } });
