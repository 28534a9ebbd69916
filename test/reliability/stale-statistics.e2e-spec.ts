import { startApp } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { createManyProjects } from '../support/builders/many-projects';
import { createDatabase, type TestDatabase } from '../support/database';
import { wholeProjectBody } from '../support/builders/project';
import { importFile, ndjson } from '../projects-bulk/bulk';
import { scaled, tell } from './scale';

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
    // The rows are for the statistics alone: what they point to does not matter.
    await database.query('set session_replication_role = replica');
    const ofEach = "select id, 'C', 'C' from companies";
    await database.query(
      `insert into clients (company_id, corporate_name, acronym) ${ofEach};
       insert into client_contacts (company_id, client_id, name, surname, email) select id, 1, 'N', 'S', 'E' from companies;
       insert into projects (company_id, client_id, pm_id, job_order_category_id, name, value, probability, date_start, duration)
         select id, 1, 1, 1, 'Project', 1, 1, '2024-01-01', 1 from companies;
       insert into project_metadata_values (company_id, project_id, project_metadata_id, value)
         select company_id, id, 1, 'IT' from projects`,
    );
    await database.query('set session_replication_role = origin');
    await database.query('analyze');
    await importTwice(
      'a new company beside many small ones',
      await createCompany(database, { is_job_order_unique: true }),
    );
  });
});

/** As one transaction, and then line by line, with all that has a key of its own. */
async function importTwice(what: string, company: TestCompany): Promise<void> {
  await database.query('select pg_stat_reset()');
  const service = await startApp({ database });
  const start = performance.now();
  for (const [run, query] of ['?mode=atomic', ''].entries()) {
    const { body } = await importFile(service, company, linesOf(company, run), { query });
    expect((body as { status: string }[]).filter(({ status }) => status !== 'created')).toEqual([]);
  }
  const seconds = (performance.now() - start) / 1000;
  await service.stop();
  const reads = await readsByIndex();
  expect(reads.filter(({ reads: count }) => count > MAX_READS)).toEqual([]);
  const most = Math.max(...reads.map(({ reads: count }) => count));
  tell(
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
async function readsByIndex(): Promise<{ index: string; reads: number }[]> {
  const others =
    'select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';
  while ((await database.query(others)).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  return database.query(
    'select indexrelname as index, idx_tup_read as reads from pg_stat_user_indexes where idx_tup_read > 0',
  );
}
