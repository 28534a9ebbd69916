import { useService } from '../../support/app';
import { createCompany, type TestCompany } from '../../support/builders/company';
import { wholeProjectBody } from '../../support/builders/project';
import { projectsOf } from '../../support/queries';
import { CSV, ID, importFile, namesOf, OPEN_QUOTE } from './bulk';

const service = useService();

const HEADER = 'name,client_id,pm_id,job_order_category_id,value,probability,date_start,duration';

function row({ clientId, personId, categoryId }: TestCompany, name: string): string {
  return `${name},${clientId},${personId},${categoryId},1.5,50,2024-01-01,4`;
}

const names = async ({ companyId }: TestCompany): Promise<string[]> => namesOf(service.database, companyId);

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
    const ids = `${clientId},${personId},${categoryId}`;
    const file = [
      HEADER,
      `A,${ids},1,50,2024-01-01,4`,
      `A,${ids},1,50,2024-01-01`,
      `"A "quoted",${ids},1,50,2024-01-01,4`,
      `A,${ids},"1,5",half,01/02/2024,`,
      `A,${ids},1,50,2024-01-01,4`,
    ].join('\n');
    const refused = (line: number, ...failures: object[]): object => ({ line, status: 'refused', failures });
    expect(await importFile(service, company, file, { headers: CSV })).toEqual({
      status: 200,
      body: [
        { line: 2, status: 'created', id: ID },
        refused(3, { field: 'body', message: 'has 7 cells, where the header has 8' }),
        refused(4, OPEN_QUOTE),
        refused(
          5,
          {
            field: 'value',
            message: 'must be a number like 1.5, not "1,5": dialect=excel-eu reads decimal commas',
          },
          { field: 'probability', message: 'must be an integer like 4, not "half"' },
          {
            field: 'date_start',
            message:
              'must be a date in the format YYYY-MM-DD, not "01/02/2024": dialect=excel-eu reads day, month, year',
          },
          { field: 'duration', message: 'is required' },
        ),
        { line: 6, status: 'created', id: ID },
      ],
    });
  });

  it.each(['each', 'atomic'])(
    'leaves out rows of separators only, and reads a quote inside a cell: %s',
    async (mode) => {
      const company = await createCompany(service.database);
      const rows = [row(company, 'A'), ',,,,,,,', row(company, '5" pipe'), ' , ,,"",,,,'];
      const file = [HEADER, ...rows].join('\r\n');
      expect(await importFile(service, company, file, { query: `?mode=${mode}`, headers: CSV })).toEqual({
        status: 200,
        body: [
          { line: 2, status: 'created', id: ID },
          { line: 4, status: 'created', id: ID },
        ],
      });
      expect(await names(company)).toEqual(['A', '5" pipe']);
    },
  );

  it('stores the rows around one whose quote is never closed, and responds to each', async () => {
    const company = await createCompany(service.database);
    const rows = Array.from({ length: 3_000 }, (_, n) => row(company, n === 2 ? `"P${n}` : `P${n}`));
    const { status, body } = await importFile(service, company, [HEADER, ...rows].join('\n'), {
      headers: CSV,
    });
    expect({ status, body }).toEqual({
      status: 200,
      body: rows.map((_, n) =>
        n === 2
          ? { line: 4, status: 'refused', failures: [OPEN_QUOTE] }
          : { line: n + 2, status: 'created', id: ID },
      ),
    });
    expect((await names(company)).sort()).toEqual(rows.flatMap((_, n) => (n === 2 ? [] : `P${n}`)).sort());
  });

  it('takes columns without a name if they are empty', async () => {
    const company = await createCompany(service.database);
    const file = [
      `${HEADER},,`,
      `${row(company, 'A')},,`,
      `${row(company, 'B')},, ,,`,
      row(company, 'C'),
      `${row(company, 'D')},,x`,
      `${row(company, 'E')},,,x`,
    ].join('\n');
    expect((await importFile(service, company, file, { headers: CSV })).body).toEqual([
      { line: 2, status: 'created', id: ID },
      { line: 3, status: 'created', id: ID },
      { line: 4, status: 'created', id: ID },
      {
        line: 5,
        status: 'refused',
        failures: [{ field: 'column 10', message: 'must be empty, because the header has no name for it' }],
      },
      {
        line: 6,
        status: 'refused',
        failures: [{ field: 'body', message: 'has 11 cells, where the header has 10' }],
      },
    ]);
    expect(await names(company)).toEqual(['A', 'B', 'C']);
  });

  it.each([
    [';', '\r\n'],
    ['\t', '\r'],
    [',', '\n'],
  ])(
    'finds the separator in the header, and reads numbers and dates of the dialect: %j',
    async (separator, end) => {
      const company = await createCompany(service.database);
      const cells = [
        'Caffè',
        company.clientId,
        company.personId,
        company.categoryId,
        '"1.234,5"',
        50,
        '31/12/2024',
        4,
      ];
      const header = HEADER.replaceAll(',', separator);
      const file = `\ufeff${header}${end}${cells.join(separator)}${end}`;
      expect((await importFile(service, company, file, { headers: CSV })).body).toEqual([
        {
          line: 2,
          status: 'refused',
          failures: [
            {
              field: 'value',
              message: 'must be a number like 1.5, not "1.234,5": dialect=excel-eu reads decimal commas',
            },
            {
              field: 'date_start',
              message:
                'must be a date in the format YYYY-MM-DD, not "31/12/2024": dialect=excel-eu reads day, month, year',
            },
          ],
        },
      ]);
      const query = '?dialect=excel-eu';
      expect((await importFile(service, company, file, { query, headers: CSV })).body).toEqual([
        { line: 2, status: 'created', id: ID },
      ]);
      expect(await projectsOf(service.database, company.companyId)).toMatchObject([
        { name: 'Caffè', value: 1234.5, date_start: '2024-12-01' },
      ]);
    },
  );

  it('knows the rows of a file by its key in another dialect', async () => {
    const company = await createCompany(service.database);
    const headers = { ...CSV, 'Idempotency-Key': 'file' };
    const rows = [row(company, 'A'), row(company, 'B').replace('1.5', '1,5')];
    const file = [HEADER, ...rows]
      .map((line) => line.replaceAll(',', ';').replace('1;5', '1,5'))
      .join('\r\n');
    await importFile(service, company, file, { headers });
    const query = '?dialect=excel-eu';
    expect((await importFile(service, company, file, { query, headers })).body).toEqual([
      { line: 2, status: 'replayed', id: ID },
      { line: 3, status: 'created', id: ID },
    ]);
    expect(await names(company)).toEqual(['A', 'B']);
  });

  it('responds to a header alone with nothing', async () => {
    const company = await createCompany(service.database);
    expect(await importFile(service, company, `\ufeff${HEADER}\r\n`, { headers: CSV })).toEqual({
      status: 200,
      body: [],
    });
  });
});
