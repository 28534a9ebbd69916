import { type PoolClient } from 'pg';
import { type DataSource } from 'typeorm';
import { StartupError } from '../embedded-postgres/startup-error';
import { MIGRATIONS_TABLE, quotedName, tablesOf } from './tables';

/** By what rows are distributed: all of a company are on one node. */
const DISTRIBUTION_COLUMN = 'company_id';

const DISTRIBUTED = 'select logicalrelid::regclass::text as name from pg_dist_partition';

export interface Distribution {
  /** The tables that are distributed now and were not before, … */
  readonly distributed: readonly string[];
  /** … those that every node has whole now, … */
  readonly copied: readonly string[];
  /** … and how many were as they should be already. */
  readonly known: number;
}

/**
 * Distributes the tables of a database over the nodes of Citus: those of companies by company, all others as copies on each
 * node. Rows that are there go along. All of it happens, or nothing. What is distributed already stays as it is.
 */
export async function distribute(dataSource: DataSource): Promise<Distribution> {
  return dataSource.transaction(async ({ queryRunner }) => {
    const client = (await queryRunner!.connect()) as PoolClient;
    const found = await client.query("select from pg_extension where extname = 'citus'");
    if (found.rowCount === 0)
      throw new StartupError(
        'The database does not have the extension citus. Install Citus on each node and add it to shared_preload_libraries, ' +
          'run `create extension citus` in this database on each node, and add the other nodes with citus_add_node.',
      );
    return distributeTables(client);
  });
}

async function distributeTables(client: PoolClient): Promise<Distribution> {
  // A table of the coordinator alone may refer to one that every node has: it is distributed next.
  await client.query('set local citus.enable_local_reference_table_foreign_keys = off');
  // One connection to each node makes all shards: a key of one table is checked against another one of the transaction.
  await client.query("set local citus.multi_shard_modify_mode = 'sequential'");
  const known = new Set((await client.query<{ name: string }>(DISTRIBUTED)).rows.map(({ name }) => name));
  const tables = (await tablesOf(client)).filter(({ name }) => name !== MIGRATIONS_TABLE && !known.has(name));
  const [distributed, copied] = [[], []] as [string[], string[]];
  // Each after those that it refers to, as their keys want it.
  for (const { name, columns } of tables) {
    const isOfCompany = columns.includes(DISTRIBUTION_COLUMN);
    (isOfCompany ? distributed : copied).push(name);
    await client.query(
      isOfCompany
        ? 'select create_distributed_table($1::regclass, $2)'
        : 'select create_reference_table($1::regclass)',
      isOfCompany ? [quotedName(name), DISTRIBUTION_COLUMN] : [quotedName(name)],
    );
  }
  return { distributed, copied, known: known.size };
}

/** Fails with a StartupError if the tables are distributed and the service does not expect it, or the other way around. */
export async function assertDistribution(dataSource: DataSource, isExpected: boolean): Promise<void> {
  const [catalog] = await dataSource.query<{ exists: boolean }[]>(
    `select to_regclass('pg_dist_partition') is not null as exists`,
  );
  const rows = catalog!.exists ? await dataSource.query<{ name: string }[]>(DISTRIBUTED) : [];
  const distributed = new Set(rows.map(({ name }) => name));
  const tables = dataSource.entityMetadatas.map(({ tableName }) => tableName);
  const missing = tables.filter((name) => !distributed.has(name));
  if (!isExpected && missing.length < tables.length)
    throw new StartupError(
      'The tables of the database are distributed over the nodes of Citus: set DATABASE_DISTRIBUTED=on.',
    );
  if (isExpected && missing.length > 0)
    throw new StartupError(
      `With DATABASE_DISTRIBUTED=on all tables have to be distributed, and these are not: ${missing.join(', ')}. ` +
        'Run `npm run cli -- database distribute`.',
    );
}
