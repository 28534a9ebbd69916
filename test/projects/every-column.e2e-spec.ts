import {
  CHANGEABLE_COLUMNS,
  type ChangeableColumn,
  COLUMN_OF_FIELD,
} from '../../src/projects/project-columns';
import { type ApiResponse, type Api, INSTANT } from '../support/api';
import { useService } from '../support/app';
import { createCompany, createPerson, insert, type TestCompany } from '../support/builders/company';
import { wholeProjectBody } from '../support/builders/project';
import { PROJECT_FIELDS } from '../support/builders/project-fields';

const service = useService();
let company: TestCompany;
let api: Api;
/** What each column can be changed to. */
let values: Readonly<Partial<Record<ChangeableColumn, unknown>>>;

beforeAll(async () => {
  company = await createCompany(service.database);
  api = service.api.as(company);
  values = await createValues();
});

async function createValues(): Promise<typeof values> {
  const { companyId, contactId, stageId } = company;
  const add = async (table: string, row: object): Promise<number> =>
    insert(service.database, table, { company_id: companyId, ...row });
  const { personId } = await createPerson(service.database, company, []);
  await service.database.query(
    'update job_order_categories set is_opportunity_status_tracking_enabled = true where company_id = $1',
    [companyId],
  );
  return {
    ...Object.fromEntries(
      Object.entries(PROJECT_FIELDS).flatMap(([name, { changed }]) =>
        changed === undefined ? [] : [[COLUMN_OF_FIELD[name as keyof typeof PROJECT_FIELDS], changed]],
      ),
    ),
    is_archived: true,
    job_order_category_id: await add('job_order_categories', { name: 'Research' }),
    project_type_id: await add('project_types', { name: 'Time and material' }),
    client_id: await add('clients', { corporate_name: 'Globex', acronym: 'GLO' }),
    pm_id: personId,
    account_id: personId,
    client_contact_id: contactId,
    reason_why_id: 7,
    business_unit_id: await add('business_units', { name: 'Rome' }),
    is_timesheet_whitelist_enabled: true,
    project_stage_id: stageId,
    risk: 'high',
    won_lost_feedback: 'Too slow',
  };
}

type Project = Record<string, unknown> & { readonly id: number };

async function createProject(external_id: string): Promise<Project> {
  const body = { ...wholeProjectBody(company), client_contact_id: null, external_source: 'crm', external_id };
  return (await api.post('/api/projects', body)).body as Project;
}

async function change(id: number, column: ChangeableColumn, value: unknown): Promise<ApiResponse> {
  if (column === 'is_archived') return api.post(`/api/projects/${id}:archive`);
  const [field] = Object.entries(COLUMN_OF_FIELD).find(([, name]) => name === column) ?? [column];
  return api.send('PATCH', `/api/projects/${id}`, { body: { [field]: value } });
}

async function rowOf(id: number): Promise<object> {
  const [row] = await service.database.query<object>(
    'select * from projects where company_id = $1 and id = $2',
    [company.companyId, id],
  );
  return row!;
}

const TODAY: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\d$/);

describe('a change of a project', () => {
  it('is tried with every column that can change', () => {
    expect(Object.keys(values).sort()).toEqual([...CHANGEABLE_COLUMNS].sort());
  });

  it.each(CHANGEABLE_COLUMNS)('of %s is responded with, stored and in the history', async (column) => {
    const before = await createProject(column);
    const row = await rowOf(before.id);
    const to = values[column];
    const changed = { [column]: to, ...(column === 'is_archived' ? { archived_on: TODAY } : {}) };

    const { status, body } = await change(before.id, column, to);

    const after = { ...before, ...changed, updated_at: INSTANT };
    expect({ status, body }).toEqual({ status: 200, body: after });
    expect((await api.get(`/api/projects/${before.id}`)).body).toEqual(after);
    const stored = (await rowOf(before.id)) as { response: string; updated_at: Date };
    expect(stored).toEqual({
      ...row,
      ...changed,
      updated_at: expect.any(Date) as Date,
      response: stored.response,
      response_stamp: stored.updated_at,
    });
    expect(JSON.parse(stored.response)).toEqual(body);
    const history = (await api.get(`/api/projects/${before.id}/history`)).body as { changes: unknown }[];
    expect(history.map(({ changes }) => changes).slice(1)).toEqual([
      [{ field: column, from: before[column] ?? null, to }],
    ]);
  });
});
