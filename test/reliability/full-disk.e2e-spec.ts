import { importFile, ndjson } from '../projects/bulk/bulk';
import { Api } from '../support/api';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { createDatabase, type TestDatabase } from '../support/database';
import { countRows } from '../support/queries';
import { ServiceProcess } from '../support/service-process';
import { scaled, report } from './scale';

const LINES = scaled(3_000, 60_000);
/** The response has some 45 bytes for each line: of most lines they do not fit. In kilobytes. */
const DISK = scaled(50, 1_000);

let database: TestDatabase;
let service: ServiceProcess;
let target: { readonly api: Api };
let company: TestCompany;

beforeAll(async () => {
  database = await createDatabase();
  service = new ServiceProcess(
    { DATABASE_URL: database.url, RATE_LIMIT_PER_HOUR: '0', LOG_LEVEL: 'silent' },
    { maxFileSize: DISK },
  );
  target = { api: new Api(await service.listening()) };
});

beforeEach(async () => {
  company = await createCompany(database);
});

afterAll(async () => {
  await service.end();
  await database.drop();
});

const NO_SPACE = {
  key: 'service_unavailable',
  message:
    'The service has no disk space left for this import. Try again when other imports have ended, or send a smaller file.',
};

interface Line {
  readonly line?: number;
  readonly status: string;
  readonly id?: number;
}

const file = (lines: number): string =>
  ndjson(...Array.from({ length: lines }, (_, number) => projectBody(company, { name: `P${number + 1}` })));

async function stored(): Promise<{ id: number; name: string }[]> {
  return database.query('select id, name from projects where company_id = $1 order by id', [
    company.companyId,
  ]);
}

describe('a disk without space for temporary files', () => {
  it('stops an import of each line, whose response has every line that is stored, and a key completes it', async () => {
    const headers = { 'Idempotency-Key': 'full' };
    const { status, body } = await importFile(target, company, file(LINES), { headers });
    const lines = body as Line[];
    expect(status).toBe(200);
    expect(lines.at(-1)).toEqual({ status: 'stopped', ...NO_SPACE });
    const created = lines.slice(0, -1);
    expect(created).toEqual(created.map(({ id }, index) => ({ line: index + 1, status: 'created', id })));
    expect(created.length).toBeGreaterThan(LINES / 6);
    expect(created.length).toBeLessThan(LINES);
    const expected = created.map(({ id, line }) => ({ id, name: `P${line}` }));
    expect(await stored()).toEqual(expected.sort((a, b) => a.id! - b.id!));

    // Parts whose response fits, with the key of the whole: the lines of the first part are known.
    const again = await importFile(target, company, file(LINES / 6), { headers });
    expect(again.body).toEqual(created.slice(0, LINES / 6).map((line) => ({ ...line, status: 'replayed' })));
    report(
      `import of ${LINES} lines, disk full`,
      `${created.length} lines stored, each has its line in the response`,
    );
  });

  it('refuses an atomic import as a whole', async () => {
    const { status, body } = await importFile(target, company, file(LINES), { query: '?mode=atomic' });
    expect({ status, body }).toEqual({ status: 503, body: NO_SPACE });
    expect(await countRows(database, 'projects', company.companyId)).toBe(0);
  });
});
