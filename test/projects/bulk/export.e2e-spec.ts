import { invalidData } from '../../support/api';
import { useService } from '../../support/app';
import { createCompany, createPerson, type TestCompany } from '../../support/builders/company';
import { createManyProjects } from '../../support/builders/many-projects';
import { projectBody, wholeProjectBody } from '../../support/builders/project';
import { PROJECT_FIELDS } from '../../support/builders/project-fields';
import { projectsOf } from '../../support/queries';
import { CSV, importFile, NDJSON, ndjson } from './bulk';

const service = useService();
let company: TestCompany;

beforeEach(async () => {
  company = await createCompany(service.database);
});

async function exportFile(query = '', headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(`${service.url}/api/projects:export${query}`, {
    headers: {
      Authorization: `Bearer ${company.token}`,
      'Wethod-Company': company.company,
      'Wethod-Version': '2024-06-15',
      ...headers,
    },
  });
  const text = await response.text();
  expect({ status: response.status, text }).toEqual({ status: 200, text: expect.any(String) as unknown });
  return text;
}

/** What makes a project, without its id, its times and the response, which has both. */
async function stored(): Promise<object[]> {
  return service.database.query(
    `select to_jsonb(projects) - '{id,created_at,updated_at,deleted_at,response,response_stamp}'::text[] as project,
            (select jsonb_object_agg(project_metadata_id, value) from project_metadata_values as v
              where v.company_id = projects.company_id and v.project_id = projects.id) as metadata
       from projects where company_id = $1 and deleted_at is null order by id`,
    [company.companyId],
  );
}

const identity = { external_source: 'crm', external_id: 'D-1' };

describe('GET /api/projects:export', () => {
  it('writes what an import takes, in the order of the fields, without what is empty', async () => {
    const whole = { ...wholeProjectBody(company), ...identity };
    await importFile(service, company, ndjson(projectBody(company), whole));
    const lines = (await exportFile()).trimEnd().split('\n');
    const start_date = '2024-01-01';
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { ...projectBody(company), start_date, external_cost_percentage: 0 },
      { ...whole, start_date },
    ]);
    expect(Object.keys(JSON.parse(lines[1]!) as object).slice(0, 4)).toEqual([
      'name',
      'client_id',
      'client_contact_id',
      'purchase_order',
    ]);
  });

  it('writes CSV with all fields and all metadata of the company', async () => {
    const name = 'Bridge "A", north\nand south ';
    await importFile(service, company, ndjson({ ...wholeProjectBody(company), name, value: 0.00001 }));
    const cells = {
      ...Object.fromEntries(Object.keys(PROJECT_FIELDS).map((field) => [field, ''])),
      ...wholeProjectBody(company),
      name: '"Bridge ""A"", north\nand south "',
      value: '0.00001',
      start_date: '2024-01-01',
    };
    const expected = `${Object.keys(cells).join(',')}\r\n${Object.values(cells).join(',')}\r\n`;
    expect(await exportFile('?format=csv')).toBe(expected);
    expect(await exportFile('', { Accept: 'text/csv' })).toBe(expected);
  });

  it.each([
    ['ndjson', NDJSON],
    ['csv', CSV],
  ])('writes %s that imports again as it was', async (format, headers) => {
    const names = ['A', 'with "quotes", commas', 'two\r\nlines', ' spaced ', '=1+1', 'Zürich 🏗'];
    const bodies = names.map((name, n) => ({
      ...(n % 2 === 0 ? wholeProjectBody(company) : projectBody(company)),
      ...identity,
      external_id: `D-${n}`,
      name,
      value: n / 100_000,
    }));
    await importFile(service, company, ndjson(...bodies));
    const before = await stored();
    const file = await exportFile(`?format=${format}`);
    for (const row of (await projectsOf(service.database, company.companyId)) as { id: number }[])
      await service.api.as(company).send('DELETE', `/api/projects/${row.id}`);
    const { body } = await importFile(service, company, file, { headers });
    expect((body as { status: string }[]).map(({ status }) => status)).toEqual(names.map(() => 'created'));
    expect(await stored()).toEqual(before);
    expect(before).toHaveLength(names.length);
  });

  it('goes through all pages, with the filters of the list', async () => {
    await createManyProjects(service.database, company, 2_500);
    const ids = (text: string): number => text.split('\n').length - 1;
    expect(ids(await exportFile('?deleted=include'))).toBe(2_500);
    const lines = (await exportFile('?probability=in:7,8&date_start=gte:2016-01-01')).trimEnd().split('\n');
    const expected = await service.database.query(
      `select name from projects where company_id = $1 and probability in (7, 8) and date_start >= '2016-01-01'
          and deleted_at is null order by id`,
      [company.companyId],
    );
    expect(expected.length).toBeGreaterThan(10);
    expect(lines.map((line) => ({ name: (JSON.parse(line) as { name: string }).name }))).toEqual(expected);
  });

  it('shows what the caller may see, and nothing of other companies', async () => {
    const reader = await createPerson(service.database, company, ['pipeline.view']);
    const own = projectBody(company, { name: 'Own', account_id: reader.personId });
    await importFile(service, company, ndjson(projectBody(company), own));
    const others = await createCompany(service.database);
    await importFile(service, others, ndjson(projectBody(others)));
    const call = { headers: { 'Content-Type': undefined } };
    const { body } = await service.api
      .as({ ...reader, company: company.company })
      .get('/api/projects:export', call);
    expect(body).toMatchObject([{ name: 'Own' }]);
    expect(body).toHaveLength(1);
    expect((await exportFile()).split('\n')).toHaveLength(3);
  });

  it('refuses pages and formats that it does not have', async () => {
    const { status, body } = await service.api.as(company).get('/api/projects:export?limit=1&format=xml');
    expect({ status, body }).toEqual({
      status: 400,
      body: invalidData(
        { field: 'format', message: 'must be one of: ndjson, csv' },
        { field: 'limit', message: 'is not a parameter of this export' },
      ),
    });
  });

  it('answers an error as any other if it can not begin, and cuts the connection if it can not go on', async () => {
    await createManyProjects(service.database, company, 20_000);
    const response = await fetch(`${service.url}/api/projects:export`, {
      headers: {
        Authorization: `Bearer ${company.token}`,
        'Wethod-Company': company.company,
        'Wethod-Version': '2024-06-15',
      },
    });
    await service.database.query('alter table project_metadata_values rename to hidden');
    try {
      await expect(response.text()).rejects.toThrow('terminated');
      const { status } = await service.api.as(company).get('/api/projects:export');
      expect(status).toBe(500);
    } finally {
      await service.database.query('alter table hidden rename to project_metadata_values');
    }
  });
});
