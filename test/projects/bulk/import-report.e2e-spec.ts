import { readCells, type Separator, writeCells } from '../../../src/projects/bulk/csv';
import { invalidData } from '../../support/api';
import { useService } from '../../support/app';
import { createCompany, type TestCompany } from '../../support/builders/company';
import { projectsOf } from '../../support/queries';
import { CSV, ID, importFile } from './bulk';

const service = useService();
let company: TestCompany;

beforeEach(async () => {
  company = await createCompany(service.database);
});

const HEADER = [
  'name',
  'client_id',
  'pm_id',
  'job_order_category_id',
  'value',
  'probability',
  'start_date',
  'duration',
];

function cells(name: string, more: Record<string, string> = {}): string[] {
  const { clientId, personId, categoryId } = company;
  const row: Record<string, unknown> = {
    name,
    client_id: clientId,
    pm_id: personId,
    job_order_category_id: categoryId,
    value: '1.5',
    probability: '50',
    start_date: '2024-01-01',
    duration: '4',
    ...more,
  };
  return HEADER.map((field) => String(row[field] as string | number));
}

const fileOf = (rows: readonly (readonly string[])[], separator: Separator): string =>
  rows.map((row) => writeCells(row, separator)).join('');

async function report(file: string | Buffer, query = ''): Promise<string> {
  const { status, headers, text } = await service.api
    .as(company)
    .post(`/api/projects:import?report=csv${query}`, file, { headers: CSV });
  expect([status, headers.get('content-type'), headers.get('content-disposition')]).toEqual([
    200,
    'text/csv; charset=utf-8; header=present',
    'attachment; filename="refused.csv"',
  ]);
  return text;
}

async function names(): Promise<string[]> {
  const projects = (await projectsOf(service.database, company.companyId)) as { name: string }[];
  return projects.map(({ name }) => name).sort();
}

const VALUE = 'value must be a number like 1.5, not "a lot"';

describe('POST /api/projects:import?report=csv', () => {
  it.each<[Separator, string]>([
    [',', ''],
    [';', '\ufeff'],
    ['\t', '\ufeff'],
  ])(
    'responds with the refused rows, which are stored when they are corrected and sent again: %j',
    async (separator, mark) => {
      const rows = [
        HEADER,
        cells('A'),
        cells('B; "b", c', { value: 'a lot', probability: '200' }),
        cells('C'),
        cells('D\r\nd', { client_id: '999999999' }),
        cells('=1+1', { duration: '' }),
      ];
      const text = await report(mark + fileOf(rows, separator));
      const failures = [
        `${VALUE}; probability must be from 0 to 100`,
        'client_id is not a client of this company',
        'duration is required',
      ];
      const refused = [rows[2]!, rows[4]!, rows[5]!];
      const reported = refused.map((row, index) => [['3', '5', '7'][index]!, failures[index]!, ...row]);
      const header = ['import_line', 'import_failures', ...HEADER];
      expect(text).toBe(fileOf([header, ...reported], separator));
      expect(await names()).toEqual(['A', 'C']);

      // Still wrong, and in another order of columns: what the first report said is replaced.
      const second = await report(
        fileOf(
          [header, ...reported].map((row) => [...row].reverse()),
          separator,
        ),
      );
      const again = refused.map((row, index) => [
        ['2', '3', '5'][index]!,
        failures[index]!,
        ...[...row].reverse(),
      ]);
      const reversed = ['import_line', 'import_failures', ...[...HEADER].reverse()];
      expect(second).toBe(fileOf([reversed, ...again], separator));

      const mended = [cells('B; "b", c'), cells('D\r\nd'), cells('=1+1')];
      const corrected = fileOf(
        [header, ...reported.map((row, n) => [...row.slice(0, 2), ...mended[n]!])],
        separator,
      );
      expect(await report(mark + corrected)).toBe(fileOf([header], separator));
      expect(await names()).toEqual(['=1+1', 'A', 'B; "b", c', 'C', 'D\r\nd']);
    },
  );

  it('has all rows of an atomic import of which one is refused, and none of one that is stored', async () => {
    const rows = [HEADER, cells('A'), cells('B', { value: 'a lot' })];
    const header = ['import_line', 'import_failures', ...HEADER];
    expect(await report(fileOf(rows, ','), '&mode=atomic')).toBe(
      fileOf([header, ['2', '', ...rows[1]!], ['3', VALUE, ...rows[2]!]], ','),
    );
    expect(await names()).toEqual([]);
    const right = fileOf([HEADER, cells('A'), cells('B')], ',');
    expect(await report(right, '&mode=atomic')).toBe(fileOf([header], ','));
    expect(await names()).toEqual(['A', 'B']);
  });

  it('has the rows that would be refused, in a dry run', async () => {
    const rows = [HEADER, cells('A'), cells('B', { value: 'a lot' })];
    for (const mode of ['each', 'atomic'])
      expect((await report(fileOf(rows, ';'), `&dry_run=true&mode=${mode}`)).split('\r\n').slice(1)).toEqual([
        writeCells(['3', VALUE, ...rows[2]!], ';').trimEnd(),
        '',
      ]);
    expect(await names()).toEqual([]);
  });

  it('is a header for a file without rows', async () => {
    expect(await report('name;value')).toBe('import_line;import_failures;name;value\r\n');
  });

  it('keeps the cells of rows that can not be read', async () => {
    const latin = Buffer.concat([Buffer.from('Caff'), Buffer.from([0xe8]), Buffer.from(',1\n')]);
    const file = Buffer.concat([
      Buffer.from('name,value\n"A" a,1\n'),
      latin,
      Buffer.from(`${'x'.repeat(70_000)}\nB,2,3\n"C,1\n`),
    ]);
    const text = await report(file);
    expect(
      text
        .split('\r\n')
        .slice(1, -1)
        .map((row) => readCells(row, ',')!),
    ).toEqual([
      ['2', `the line ${OPEN_QUOTE}`, '"A" a', '1'],
      ['3', 'the line is not valid UTF-8: save the file in UTF-8', 'Caff\ufffd', '1'],
      ['4', 'the line is longer than 64 kB'],
      ['5', 'the line has 3 cells, where the header has 2', 'B', '2', '3'],
      ['6', `the line ${OPEN_QUOTE}`, '"C', '1'],
    ]);
  });

  it('is for CSV only', async () => {
    expect(await importFile(service, company, '{}', { query: '?report=csv&dialect=excel-eu' })).toEqual({
      status: 400,
      body: invalidData(
        { field: 'dialect', message: 'is for CSV files only' },
        { field: 'report', message: 'is for CSV files only' },
      ),
    });
    const file = fileOf([HEADER, cells('A')], ',');
    expect(await importFile(service, company, file, { query: '?report=xlsx', headers: CSV })).toEqual({
      status: 400,
      body: invalidData({ field: 'report', message: 'must be one of: csv' }),
    });
    expect(await names()).toEqual([]);
    expect((await importFile(service, company, file, { headers: CSV })).body).toEqual([
      { line: 2, status: 'created', id: ID },
    ]);
  });
});

const OPEN_QUOTE =
  'has a cell that begins with a quote and does not end with one: write quotes inside such a cell twice';
