import { startApp } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { createManyProjects } from '../support/builders/many-projects';
import { createDatabase, type TestDatabase } from '../support/database';
import { wholeProjectBody } from '../support/builders/project';
import { importFile, ndjson } from '../projects/bulk/bulk';
import { scaled, report } from './scale';

const LINES = scaled(1_500, 30_000);
/** A line looks some twenty keys up, in each of some indexes. A scan of what is stored reads hundreds of rows a line. */
const MAX_READS_PER_LINE = 60;
/** An import looks at the statistics after its first batch. By then three batches of 500 may have read one another. */
const MAX_READS = MAX_READS_PER_LINE * 2 * LINES + 1500 ** 2 / 2;

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
    await createManyProjects(database, company, scaled(20_000, 100_000));
    await database.query('update projects set external_source = null, external_id = null');
    await database.query('vacuum full analyze projects');
    await importTwice('statistics without external ids', company);
  });

  it('reads as little when the statistics know of one large company only', async () => {
    const large = await createCompany(database);
    await createManyProjects(database, large, scaled(20_000, 100_000));
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
});

/** As one transaction, and then line by line, with all that has a key of its own. */
async function importTwice(what: string, company: TestCompany): Promise<void> {
  // A session reports what it has read once a second at most.
  await database.query('select pg_sleep(1)');
  const before = await readsByIndex();
  const service = await startApp({ database });
  const start = performance.now();
  for (const [run, query] of ['?mode=atomic', ''].entries()) {
    const { body } = await importFile(service, company, linesOf(company, run), { query });
    expect((body as { status: string }[]).filter(({ status }) => status !== 'created')).toEqual([]);
  }
  const seconds = (performance.now() - start) / 1000;
  await service.stop();
  const reads = [...(await readsByIndex())].map(([index, count]) => ({
    index,
    reads: count - (before.get(index) ?? 0),
  }));
  expect(reads.filter(({ reads: count }) => count > MAX_READS)).toEqual([]);
  const most = Math.max(...reads.map(({ reads: count }) => count));
  report(
    `import of 2 × ${LINES} lines, ${what}`,
    `${(most / 2 / LINES).toFixed(1)} reads a line, ${seconds.toFixed(1)} s`,
  );
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

/** Entries that were read of each index, by connections that have ended and so have reported them. */
async function readsByIndex(): Promise<Map<string, number>> {
  const others =
    'select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';
  while ((await database.query(others)).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const rows = await database.query<{ index: string; reads: number }>(
    'select indexrelname as index, idx_tup_read as reads from pg_stat_user_indexes',
  );
  return new Map(rows.map(({ index, reads }) => [index, reads]));
}
