import { type Api } from '../support/api';
import { type TestApp } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { wholeProjectBody } from '../support/builders/project';
import { type TestDatabase } from '../support/database';

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

/** How many sessions of the service wait for a lock. */
export async function waiting(database: TestDatabase): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `select count(*)::integer as count from pg_stat_activity
      where datname = current_database() and application_name = 'projects-api' and wait_event_type = 'Lock'`,
  );
  return row!.count;
}
