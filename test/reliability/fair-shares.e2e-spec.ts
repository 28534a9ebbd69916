import { setTimeout as pause } from 'node:timers/promises';
import { importFile, ndjson } from '../projects/bulk/bulk';
import { Api } from '../support/api';
import { createCompany, type TestCompany } from '../support/builders/company';
import { createManyProjects } from '../support/builders/many-projects';
import { projectBody, wholeProjectBody } from '../support/builders/project';
import { createDatabase, type TestDatabase } from '../support/database';
import { countRows } from '../support/queries';
import { ServiceProcess } from '../support/service-process';
import { until } from '../support/until';
import { latenciesBeside, percentile, timed } from './latencies';
import { isLong, scaled, report } from './scale';

const LINES = scaled(3_000, 100_000);
const EXPORTS = 30;
const DEEP_LISTS = 40;
const PATCHES = scaled(50, 200);

let database: TestDatabase;
let service: ServiceProcess;
let target: { readonly api: Api };
/** Does much at once. */
let busy: TestCompany;
/** Creates ten projects a second. */
let quiet: TestCompany;
/** Projects of the busy company that an export writes. */
let exported: number;

beforeAll(async () => {
  database = await createDatabase();
  busy = await createCompany(database);
  quiet = await createCompany(database);
  await createManyProjects(database, busy, scaled(2_000, 20_000));
  exported = await visible(`external_source = 'crm'`);
  service = new ServiceProcess({
    DATABASE_URL: database.url,
    RATE_LIMIT_PER_HOUR: '0',
    LOG_LEVEL: 'silent',
  });
  target = { api: new Api(await service.listening()) };
});

afterAll(async () => {
  await service.end();
  await database.drop();
});

async function visible(condition: string): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `select count(*)::integer as count from projects
      where company_id = $1 and deleted_at is null and ${condition}`,
    [busy.companyId],
  );
  return row!.count;
}

/** Ten creates a second of the quiet company. */
const creates = () => ({
  url: `${target.api.url}/api/projects`,
  method: 'POST',
  headers: {
    Authorization: `Bearer ${quiet.token}`,
    'Wethod-Company': quiet.company,
    'Wethod-Version': '2024-06-15',
    'Content-Type': 'application/json',
  },
  body: JSON.stringify(projectBody(quiet)),
  status: 201,
  interval: 100,
});

const lines = (count: number, company: TestCompany): string =>
  ndjson(...Array.from({ length: count }, (_, n) => ({ ...wholeProjectBody(company), name: `P${n}` })));

/** Of everything that is sent, by status; of a whole export also the lines. What is cut fails. */
async function statusesOf(count: number, send: (number: number) => Promise<string>): Promise<string[]> {
  return [...new Set(await Promise.all(Array.from({ length: count }, (_, number) => send(number))))].sort();
}

async function everythingAtOnce(): Promise<object> {
  const api = target.api.as(busy);
  const [{ id }] = (await database.query<{ id: number }>(
    `select id from projects where company_id = $1 and external_source is null limit 1`,
    [busy.companyId],
  )) as [{ id: number }];
  const [imported, exports, lists, patches] = await Promise.all([
    importFile(target, busy, lines(LINES, busy)),
    statusesOf(EXPORTS, async () => {
      const { status, body, headers } = await api.get('/api/projects:export?external_source=crm');
      return status === 200 ? `200 ${(body as object[]).length}` : `${status} ${headers.get('retry-after')}`;
    }),
    statusesOf(DEEP_LISTS, async () => String((await api.get('/api/projects?offset=1000000000')).status)),
    statusesOf(PATCHES, async (n) => {
      const { status } = await api.send('PATCH', `/api/projects/${id}`, { body: { name: `N${n}` } });
      return String(status);
    }),
  ]);
  return {
    imported: new Set((imported.body as { status: string }[]).map(({ status }) => status)),
    exports,
    lists,
    patches,
  };
}

describe('a company beside another one that does much', () => {
  it('creates projects as before, and what the other one sends is done whole or refused', async () => {
    const before = await latenciesBeside(creates(), pause(scaled(1_000, 15_000)));
    const work = everythingAtOnce();
    const beside = await latenciesBeside(creates(), work);
    const { exports, lists, patches, ...rest } = (await work) as Record<string, string[]>;
    expect(rest).toEqual({ imported: new Set(['created']) });
    expect(exports!.filter((status) => status !== '503 2')).toEqual([`200 ${exported}`]);
    expect(lists!.filter((status) => status !== '503')).toEqual(['200']);
    expect(patches!.filter((status) => status !== '503')).toEqual(['200']);
    expect(await countRows(database, 'projects', quiet.companyId)).toBe(before.length + beside.length);
    const [p99, quietP99] = [percentile(beside, 99), percentile(before, 99)];
    report(
      `${beside.length} creates beside an import of ${LINES} lines, ${EXPORTS} exports, ${DEEP_LISTS} deep lists, ${PATCHES} PATCHes`,
      `p50 ${percentile(beside, 50).toFixed(0)} ms, p99 ${p99.toFixed(0)} ms; quiet ${percentile(before, 50).toFixed(0)} and ${quietP99.toFixed(0)} ms`,
    );
    if (isLong) expect(p99).toBeLessThanOrEqual(Math.max(100, 2 * quietP99));
  });

  it('imports three lines as a whole while the other one imports very many', async () => {
    const order: string[] = [];
    const large = importFile(target, busy, lines(LINES, busy), { query: '?mode=atomic' }).then(() =>
      order.push('large'),
    );
    await until(async () => (await openTransactions()) > 0);
    const milliseconds = await timed(async () => {
      const { body } = await importFile(target, quiet, lines(3, quiet), { query: '?mode=atomic' });
      expect((body as { status: string }[]).map(({ status }) => status)).toEqual(Array(3).fill('created'));
      order.push('small');
    });
    await large;
    expect(order).toEqual(['small', 'large']);
    report(`import of 3 lines as a whole beside one of ${LINES}`, `${milliseconds.toFixed(0)} ms`);
    if (isLong) expect(milliseconds).toBeLessThanOrEqual(1_000);
  });
});

/** Those that have sent more than one statement. */
async function openTransactions(): Promise<number> {
  const rows = await database.query(
    `select from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and xact_start < query_start`,
  );
  return rows.length;
}
