import { type Answer, type Api, INSTANT } from '../support/api';
import { type TestApp } from '../support/app';
import { createCompany, type CompanySettings, type TestCompany } from '../support/builders/company';

export const AT = '/api/projects';
export const EXTERNAL = `${AT}/by-external/crm/D-1`;

export const shown = ({ status, body }: Answer): object => ({ status, body });
export const idOf = ({ body }: Answer): number => (body as { id: number }).id;

export interface Setup {
  readonly company: TestCompany;
  readonly api: Api;
  put(body: unknown, path?: string): Promise<Answer>;
}

export async function setupExternal(
  { database, api: anybody }: TestApp,
  settings: CompanySettings = {},
): Promise<Setup> {
  const company = await createCompany(database, settings);
  const api = anybody.as(company);
  return { company, api, put: async (body, path = EXTERNAL) => api.send('PUT', path, { body }) };
}

/** What the service makes of `projectBody`. */
export const project = (company: TestCompany, changes: object = {}): object => ({
  id: expect.any(Number) as number,
  created_at: INSTANT,
  updated_at: INSTANT,
  name: 'First project',
  job_order: null,
  purchase_order: null,
  value: 1.5,
  probability: 50,
  date_start: '2024-01-01',
  duration: 4,
  is_archived: false,
  archived_on: null,
  due_date: null,
  signed_on: null,
  job_order_category_id: company.categoryId,
  project_type_id: null,
  client_id: company.clientId,
  pm_id: company.personId,
  account_id: null,
  client_contact_id: null,
  reason_why_id: null,
  business_unit_id: null,
  billing_group_id: null,
  external_cost_percentage: 0,
  is_timesheet_whitelist_enabled: false,
  project_stage_id: null,
  deleted_at: null,
  ...changes,
});
