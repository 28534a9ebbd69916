import { withKey } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { createManyProjects } from '../support/builders/many-projects';
import { createDatabase, type TestDatabase } from '../support/database';
import { wholeProjectBody } from '../support/builders/project';
import { importFile, ndjson } from '../projects/bulk/bulk';
import { scaled, report } from './scale';

const LINES = scaled(800, 30_000);
const CREATES = scaled(1_000, 30_000);
/**
 * Blocks of a table and its indexes, and entries of those, for a project that writes to some twenty indexes and looks some
 * twenty keys up. Scans of what is stored read hundreds: entries if they look at the rows, blocks if the index has it all.
 */
const MAX_READS = 200;

let database: TestDatabase;

beforeEach(async () => {
  database = await createDatabase();
});

afterEach(async () => {
  await database.drop();
});

/**
 * Statistics are older than the rows they describe: an atomic import is invisible to them until it commits, and
 * PostgreSQL renews them only after a tenth of a table has changed. The plans must not depend on them.
 */
describe('an import into tables whose statistics are stale', () => {
  it('reads as little when the statistics know of no external id and no job order', async () => {
    const company = await createCompany(database, { is_job_order_unique: true });
    await createManyProjects(database, company, scaled(8_000, 100_000));
    await database.query('update projects set external_source = null, external_id = null');
    await database.query('vacuum full analyze projects');
    await importTwice('statistics without external ids', company);
  });

  it('reads as little when the statistics know of one large company only', async () => {
    const large = await createCompany(database);
    await createManyProjects(database, large, scaled(8_000, 100_000));
    await importTwice(
      'a new company beside a large one',
      await createCompany(database, { is_job_order_unique: true }),
    );
  });

  it('reads as little when the statistics know of many companies with one project each', async () => {
    await database.query(
      `insert into companies (slug, name) select 'one-' || n, 'One' from generate_series(1, 5000) as n`,
    );
    await database.query(
      `insert into accounts (email) select slug from companies;
       insert into roles (company_id, name) select id, 'R' from companies;
       insert into persons (company_id, account_id, role_id, email, name, surname)
         select companies.id, accounts.id, roles.id, email, 'N', 'S'
           from companies join accounts on email = slug join roles on company_id = companies.id;
       insert into clients (company_id, corporate_name, acronym) select id, 'C', 'C' from companies;
       insert into client_contacts (company_id, client_id, name, surname, email)
         select company_id, id, 'N', 'S', 'E' from clients;
       insert into job_order_categories (company_id, name) select id, 'C' from companies;
       insert into project_metadata (company_id, key) select id, 'K' from companies;
       insert into project_metadata_options (company_id, project_metadata_id, value, position)
         select company_id, id, 'IT', 1 from project_metadata;
       insert into projects (company_id, client_id, pm_id, job_order_category_id, name, value, probability, date_start, duration)
         select company_id, clients.id, persons.id, job_order_categories.id, 'Project', 1, 1, '2024-01-01', 1
           from clients join persons using (company_id) join job_order_categories using (company_id);
       insert into project_metadata_values (company_id, project_id, project_metadata_id, value)
         select company_id, projects.id, project_metadata.id, 'IT' from projects join project_metadata using (company_id)`,
    );
    await database.query('analyze');
    await importTwice(
      'a new company beside many small ones',
      await createCompany(database, { is_job_order_unique: true }),
    );
  });

  it('reads as little when the statistics know nothing of the many clients and contacts of the company', async () => {
    const tables = ['clients', 'client_contacts'];
    for (const table of tables) await database.query(`alter table ${table} set (autovacuum_enabled = off)`);
    const company = await createCompany(database, { is_job_order_unique: true });
    await database.query(
      `with clients as (
         insert into clients (company_id, corporate_name, acronym)
         select $1, 'Client ' || number, 'C' from generate_series(1, $2::integer) as number returning id)
       insert into client_contacts (company_id, client_id, name, surname, email)
       select $1, id, 'N', 'S', 'E' from clients`,
      [company.companyId, scaled(8_000, 100_000)],
    );
    await importTwice('many clients that are not analyzed', company);
  });
});

describe('creates in an empty database', () => {
  it.each(['without keys', 'with keys'])(
    'read as little when autovacuum has not come yet, %s',
    async (keys) => {
      for (const table of ['projects', 'project_metadata_values', 'project_events', 'idempotency_keys'])
        await database.query(`alter table ${table} set (autovacuum_enabled = off)`);
      const company = await createCompany(database);
      await expectFewReads(`creates ${keys}, of empty tables`, CREATES, async (service) => {
        const api = service.api.as(company);
        const body = wholeProjectBody(company);
        let count = 0;
        const client = async (): Promise<void> => {
          while (count < CREATES) {
            const call = keys === 'with keys' ? withKey(`key-${count}`) : {};
            count++;
            expect((await api.post('/api/projects', body, call)).status).toBe(201);
          }
        };
        await Promise.all(Array.from({ length: 16 }, client));
      });
    },
    scaled(60_000, 300_000),
  );
});

/** As one transaction, and then line by line, with all that has a key of its own. */
async function importTwice(what: string, company: TestCompany): Promise<void> {
  await expectFewReads(`import of 2 × ${LINES} lines, ${what}`, 2 * LINES, async (service) => {
    for (const [run, query] of ['?mode=atomic', ''].entries()) {
      const { body } = await importFile(service, company, linesOf(company, run), { query });
      expect((body as { status: string }[]).filter(({ status }) => status !== 'created')).toEqual([]);
    }
  });
}

function linesOf(company: TestCompany, run: number): string {
  const line = (number: number): object => ({
    ...wholeProjectBody(company),
    job_order: `jo-${run}-${number}`,
    external_source: 'crm',
    external_id: `id-${run}-${number}`,
  });
  return ndjson(...Array.from({ length: LINES }, (_, number) => line(number)));
}

/** Runs a service that stores so many projects. */
async function expectFewReads(
  what: string,
  projects: number,
  work: (service: TestApp) => Promise<void>,
): Promise<void> {
  // A session reports what it has read once a second at most.
  await database.query('select pg_sleep(1)');
  const before = await readsByTable();
  const service = await startApp({ database });
  const start = performance.now();
  await work(service);
  const seconds = (performance.now() - start) / 1000;
  await service.stop();
  const reads = [...(await readsByTable())].map(([table, count]) => ({
    table,
    reads: (count - (before.get(table) ?? 0)) / projects,
  }));
  expect(reads.filter(({ reads: count }) => count > MAX_READS)).toEqual([]);
  const most = Math.max(...reads.map(({ reads: count }) => count));
  report(what, `${most.toFixed(1)} reads of a table for a project, ${seconds.toFixed(1)} s`);
}

/** What was read of each table and its indexes, by connections that have ended and so have reported it. */
async function readsByTable(): Promise<Map<string, number>> {
  const others =
    'select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';
  while ((await database.query(others)).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const rows = await database.query<{ table: string; reads: number }>(
    `select tables.relname as table, heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read
         + (select sum(idx_tup_read)::bigint from pg_stat_user_indexes as indexes where indexes.relid = tables.relid) as reads
       from pg_statio_user_tables as tables where idx_blks_hit is not null`,
  );
  return new Map(rows.map(({ table, reads }) => [table, reads]));
}
