import { invalidData } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { createCompany } from '../support/builders/company';
import { wholeProjectBody } from '../support/builders/project';
import { projectsOf } from '../support/look';
import { CSV, ID, importFile } from './bulk';

let service: TestApp;

beforeAll(async () => {
  service = await startApp();
});

afterAll(async () => {
  await service.stop();
});

describe('POST /api/projects:import with CSV', () => {
  it('takes the fields that the header names, as they are spelled in JSON, and absent ones empty', async () => {
    const company = await createCompany(service.database);
    const fields: Record<string, unknown> = {
      ...wholeProjectBody(company),
      name: 'Bridge "A", north\r\nand south',
      purchase_order: null,
    };
    const header = Object.keys(fields).join(',');
    const cells = Object.values(fields).map((value) =>
      value === null ? '' : `"${String(value as string | number).replaceAll('"', '""')}"`,
    );
    const file = `\ufeff${header}\r\n${cells.join(',')}\r\n${cells.join(',').replace('1.5', '2e1')}`;
    expect(await importFile(service, company, file, { headers: CSV })).toEqual({
      status: 200,
      body: [
        { line: 2, status: 'created', id: ID },
        { line: 4, status: 'created', id: ID },
      ],
    });
    const stored = await projectsOf(service.database, company.companyId);
    expect(stored).toMatchObject([
      {
        name: fields.name,
        value: 1.5,
        purchase_order: null,
        date_start: '2024-01-01',
        due_date: '2024-04-30',
      },
      { name: fields.name, value: 20 },
    ]);
    const values = await service.database.query(
      'select project_metadata_id, value from project_metadata_values where company_id = $1',
      [company.companyId],
    );
    expect(values).toEqual(Array(2).fill({ project_metadata_id: company.metadataId, value: 'IT' }));
  });

  it('refuses lines that are no records, and values that are not what the field is, and goes on', async () => {
    const company = await createCompany(service.database);
    const { clientId, personId, categoryId } = company;
    const header = 'name,client_id,pm_id,job_order_category_id,value,probability,date_start,duration';
    const ids = `${clientId},${personId},${categoryId}`;
    const file = [
      header,
      `A,${ids},1,50,2024-01-01,4`,
      `A,${ids},1,50,2024-01-01`,
      `A "quoted",${ids},1,50,2024-01-01,4`,
      `A,${ids},"1,5",half,01/02/2024,`,
      `A,${ids},1,50,2024-01-01,4`,
    ].join('\n');
    const refused = (line: number, ...failures: object[]): object => ({ line, status: 'refused', failures });
    expect(await importFile(service, company, file, { headers: CSV })).toEqual({
      status: 200,
      body: [
        { line: 2, status: 'created', id: ID },
        refused(3, { field: 'body', message: 'has 7 cells, where the header has 8' }),
        refused(4, { field: 'body', message: 'has a quote where none can be' }),
        refused(
          5,
          { field: 'value', message: 'must be a number, not a string' },
          { field: 'probability', message: 'must be an integer, not a string' },
          { field: 'date_start', message: 'must be a real date in the format YYYY-MM-DD' },
          { field: 'duration', message: 'is required' },
        ),
        { line: 6, status: 'created', id: ID },
      ],
    });
  });

  it('refuses a header that no line could make good, before any line is looked at', async () => {
    const company = await createCompany(service.database);
    const file = 'name,colour,id,name\nA,red,1,A\n';
    expect(await importFile(service, company, file, { headers: CSV })).toEqual({
      status: 400,
      body: invalidData(
        { field: 'colour', message: 'is not a field of a project' },
        { field: 'id', message: 'is read-only: the service sets it' },
        { field: 'name', message: 'stands twice in the header' },
      ),
    });
  });

  it('takes a quote that is never closed for one long line', async () => {
    const company = await createCompany(service.database);
    const file = `name\n"A\n${'B\n'.repeat(50_000)}`;
    expect(await importFile(service, company, file, { headers: CSV })).toEqual({
      status: 200,
      body: [{ line: 2, status: 'refused', failures: [{ field: 'body', message: 'is longer than 64 kB' }] }],
    });
  });
});
