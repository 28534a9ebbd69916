import { type TestDatabase } from './database';
import { nodes, onNodes } from './nodes';

/** The projects of a company as they are stored, without their responses; dates as text. */
export async function projectsOf(database: TestDatabase, companyId: number): Promise<object[]> {
  const rows = await database.query('select * from projects where company_id = $1 order by id', [companyId]);
  return rows.map(({ response: _, response_stamp: __, response_format: ___, ...row }: StoredRow) => row);
}

interface StoredRow {
  readonly response?: unknown;
  readonly response_stamp?: unknown;
  readonly response_format?: unknown;
}

export async function countRows(database: TestDatabase, table: string, companyId: number): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `select count(*)::integer as count from ${table} where company_id = $1`,
    [companyId],
  );
  return row!.count;
}

/** The idempotency keys of a company as they are stored. */
export async function keysOf(database: TestDatabase, companyId: number): Promise<object[]> {
  return database.query('select * from idempotency_keys where company_id = $1 order by key', [companyId]);
}

/** The history of all projects of a company as it is stored. */
export async function eventsOf(database: TestDatabase, companyId: number): Promise<object[]> {
  return database.query('select * from project_events where company_id = $1 order by id', [companyId]);
}

/** Every row of a company, by table. */
export async function everythingOf(
  database: TestDatabase,
  companyId: number,
): Promise<Record<string, object[]>> {
  const tables = await database.query<{ name: string }>(
    `select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'company_id' order by 1`,
  );
  const everything: Record<string, object[]> = {};
  for (const { name } of tables) {
    everything[name] = await database.query(
      `select * from ${name} as one where company_id = $1 order by one::text`,
      [companyId],
    );
  }
  return everything;
}

/** What a session waits for, as PostgreSQL names it. Many that insert at once wait for a moment for other locks. */
const LOCKS = { table: ['relation'], row: ['transactionid', 'tuple'] };

/** How many sessions of the database wait for a table, or for a row and so for the transaction that holds it. */
export async function countWaiting(database: TestDatabase, held: keyof typeof LOCKS): Promise<number> {
  const sql = `select from pg_stat_activity where datname = current_database()
    and wait_event_type = 'Lock' and wait_event in ('${LOCKS[held].join("', '")}')`;
  const isOne = nodes().length === 1;
  const rows = await (isOne
    ? database.query(sql)
    : onNodes(sql, new URL(database.ownerUrl).pathname.slice(1)));
  return rows.length;
}
