import { invalidData } from '../../support/api';
import { useService } from '../../support/app';
import { createCompany } from '../../support/builders/company';
import { CSV, importFile, namesOf, OPEN_QUOTE } from './bulk';

const service = useService();

describe('POST /api/projects:import with CSV', () => {
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

  describe('refuses as a whole, with 400', () => {
    const NO_HEADER = 'has no header: its first line must name the fields of a project';

    it.each<[string, string | Buffer, { field: string; message: string }[]]>([
      ['an empty file', '', [{ field: 'body', message: NO_HEADER }]],
      ['a file of blank rows', '\ufeff\r\n,,;\n', [{ field: 'body', message: NO_HEADER }]],
      ['a header without fields', ',import_line\nA,1', [{ field: 'body', message: NO_HEADER }]],
      [
        'a header in UTF-16',
        Buffer.from('\ufeffname', 'utf16le'),
        [{ field: 'body', message: 'is in UTF-16: save the file in UTF-8 (in Excel: "CSV UTF-8")' }],
      ],
      ...['PK\x03\x04\x14\0', '\xd0\xcf\x11\xe0\xa1\xb1'].map(
        (start): [string, Buffer, { field: string; message: string }[]] => [
          'a workbook',
          Buffer.from(start, 'latin1'),
          [
            {
              field: 'body',
              message: 'is a workbook: save its sheet as CSV in UTF-8 (in Excel: "CSV UTF-8")',
            },
          ],
        ],
      ),
      [
        'a header in another encoding',
        Buffer.from('name;Caffè\n', 'latin1'),
        [{ field: 'body', message: 'has a header that is not valid UTF-8: save the file in UTF-8' }],
      ],
      [
        'a header with wrong quotes',
        '"name\nA',
        [{ ...OPEN_QUOTE, message: `has a header that ${OPEN_QUOTE.message}` }],
      ],
      [
        'a header that is too long',
        'x'.repeat(70_000),
        [{ field: 'body', message: 'has a header that is longer than 64 kB' }],
      ],
      [
        'thousands of unknown names',
        `${'x,'.repeat(30_000)}x\nA`,
        Array.from({ length: 100 }, (_, n) => ({
          field: 'x',
          message: n === 0 ? 'is not a field of a project' : 'stands twice in the header',
        })),
      ],
      [
        'unknown names with semicolons',
        'name;Kunde\nA;1',
        [
          { field: 'Kunde', message: 'is not a field of a project' },
          { field: 'body', message: 'has a header whose names are separated by semicolons' },
        ],
      ],
      [
        'unknown names with tabs',
        'name\tKunde\nA\t1',
        [
          { field: 'Kunde', message: 'is not a field of a project' },
          { field: 'body', message: 'has a header whose names are separated by tabs' },
        ],
      ],
      [
        'another separator',
        'name|value\nA|1',
        [
          { field: 'name|value', message: 'is not a field of a project' },
          {
            field: 'body',
            message: 'has a header without a separator: separate the names by commas, semicolons or tabs',
          },
        ],
      ],
    ])('%s', async (_, file, failures) => {
      const company = await createCompany(service.database);
      for (const query of ['', '?mode=atomic', '?dry_run=true'])
        expect(await importFile(service, company, file, { query, headers: CSV })).toEqual({
          status: 400,
          body: invalidData(...failures),
        });
      expect(await namesOf(service.database, company.companyId)).toEqual([]);
    });

    it('a dialect for NDJSON, or an unknown one', async () => {
      const company = await createCompany(service.database);
      expect(await importFile(service, company, '', { query: '?dialect=excel-eu' })).toEqual({
        status: 400,
        body: invalidData({ field: 'dialect', message: 'is for CSV files only' }),
      });
      expect(await importFile(service, company, '', { query: '?dialect=excel', headers: CSV })).toEqual({
        status: 400,
        body: invalidData({ field: 'dialect', message: 'must be one of: excel-eu' }),
      });
    });
  });
});
