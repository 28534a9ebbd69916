import * as fc from 'fast-check';
import { useService } from '../../support/app';
import { createCompany } from '../../support/builders/company';
import { projectsOf } from '../../support/queries';
import { CSV, importFile } from './bulk';
import { csvRecordsOf } from './reference-records';

const service = useService();

const HEADER = 'name,client_id,pm_id,job_order_category_id,value,probability,start_date,duration';
const TOKENS = [
  '"',
  '""',
  '",',
  ',"',
  ',',
  ';',
  'a',
  ' ',
  '\t',
  '\0',
  'é',
  '\n',
  '\r\n',
  '\r',
  '\xc3',
  'x'.repeat(66_000),
];

/** Anything, a line break where a quote that is open may end, and a row that is right. */
const part = fc.tuple(
  fc.array(fc.constantFrom(...TOKENS), { maxLength: 12 }),
  fc.constantFrom('\n', '\r\n', '\r'),
);

describe('POST /api/projects:import with CSV', () => {
  it('responds to every record of any bytes, and stores the rows that are right', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 8 }), async (parts) => {
        const company = await createCompany(service.database);
        const ids = `${company.clientId},${company.personId},${company.categoryId}`;
        const rows = parts.map(
          ([tokens, end], n) => `${tokens.join('')}${end}P${n},${ids},1.5,50,2024-01-01,4${end}`,
        );
        const text = `${HEADER}\n${rows.join('')}`;
        const records = csvRecordsOf(text).slice(1);
        const { status, body } = await importFile(service, company, Buffer.from(text, 'latin1'), {
          headers: CSV,
        });
        const lines = body as { line: number; status: string }[];
        expect([status, lines.map(({ line }) => line)]).toEqual([200, records.map(([line]) => line)]);
        const right = records.filter(([, content]) => /^P\d,/.test(content));
        expect(lines.filter((line) => line.status === 'created').map(({ line }) => line)).toEqual(
          right.map(([line]) => line),
        );
        const stored = (await projectsOf(service.database, company.companyId)) as { name: string }[];
        expect(stored.map(({ name }) => name)).toEqual(right.map(([, content]) => content.split(',')[0]));
      }),
      { numRuns: 60 },
    );
  });
});
