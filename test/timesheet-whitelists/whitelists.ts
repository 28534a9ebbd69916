import { type Permission } from '../../src/auth/permissions';
import { type ApiResponse, type Api } from '../support/api';
import { type TestApp } from '../support/app';
import { createCompany, createPerson, insert, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';

export const AT = '/api/timesheet-whitelists';

export const shown = ({ status, body }: ApiResponse): object => ({ status, body });
export const idOf = ({ body }: ApiResponse): number => (body as { id: number }).id;
export const idsOf = ({ body }: ApiResponse): number[] => (body as { id: number }[]).map(({ id }) => id);
export const notFound = (id: number): object => ({
  status: 404,
  body: { key: 'not_found', message: `There is no timesheet whitelist ${id} in this company.` },
});
export const forbidden = (permission: string, isOther: boolean): object => ({
  status: 403,
  body: {
    key: 'forbidden',
    message: `You need the permission ${permission}, which your role does not have: ${
      isOther
        ? 'you are neither its PM (pm_id) nor its Account (account_id)'
        : 'you are its PM (pm_id) or its Account (account_id)'
    }.`,
  },
});

export interface Setup {
  readonly company: TestCompany;
  readonly api: Api;
  /** PM of `own` and nothing else, with the permissions given. */
  readonly pm: Api;
  readonly pmId: number;
  readonly own: number;
  readonly other: number;
  readonly entries: readonly [own: number, ownOfPm: number, other: number];
}

/** Two projects, of the PM and of another person, and three entries changed on three days in a row. */
export async function setupWhitelists(
  { database, api: anybody }: TestApp,
  permissions: readonly Permission[],
): Promise<Setup> {
  const company = await createCompany(database);
  const api = anybody.as(company);
  const pm = await createPerson(database, company, permissions);
  const own = idOf(await api.post('/api/projects', projectBody(company, { pm_id: pm.personId })));
  const other = idOf(await api.post('/api/projects', projectBody(company)));
  const add = async (day: number, project_id: number, person_id: number): Promise<number> =>
    insert(database, 'timesheet_whitelists', {
      company_id: company.companyId,
      updated_at: `2025-02-1${day}T09:26:18.797Z`,
      project_id,
      person_id,
    });
  const entries = [
    await add(1, own, company.personId),
    await add(2, own, pm.personId),
    await add(3, other, pm.personId),
  ] as const;
  return { company, api, pm: anybody.as(pm), pmId: pm.personId, own, other, entries };
}

export async function rowsOf({ database }: TestApp, { companyId }: TestCompany): Promise<object[]> {
  return database.query('select * from timesheet_whitelists where company_id = $1 order by id', [companyId]);
}
