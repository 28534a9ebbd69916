import { setTimeout as delay } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { parseDatabaseUrl } from '../config/database-url';
import { StartupError } from '../embedded-postgres/startup-error';
import { connectionProblem } from './connection-problem';
import { dataSourceOptions } from './data-source-options';
import { withOfferedTls } from './offered-tls';
import { grantUse } from './service-grants';
import { KNOWS_PROTOCOL } from './write-protocol';

/** Any number, as long as nothing else takes it: the lock that processes take turns by when they migrate. */
const MIGRATION_LOCK = 4_061_920_241;
/** Who waits for its turn looks this often, in milliseconds. */
const TURN_INTERVAL = 200;
const INSUFFICIENT_PRIVILEGE = '42501';

/** Opens a data source for work that is no request, and says in one line why that can't be. */
export async function openDataSource(url: string, setting = 'DATABASE_URL'): Promise<DataSource> {
  try {
    return await new DataSource(dataSourceOptions(url, { poolSize: 2, statementTimeout: 0 })).initialize();
  } catch (cause) {
    throw new StartupError(connectionProblem(cause, parseDatabaseUrl(url), setting), { cause });
  }
}

/** What the table `migrations` calls each of them, the oldest first. */
export const migrationNames = ({ migrations }: DataSource): string[] =>
  migrations.map(({ constructor }) => constructor.name);

/**
 * Brings the schema up to date. With `migrationUrl` the role in that owns the schema, and that of the data source only
 * gets to use it.
 */
export async function migrate(dataSource: DataSource, migrationUrl?: string): Promise<void> {
  if (migrationUrl === undefined) await runMigrations(dataSource, 'DATABASE_URL');
  else await migrateAs(migrationUrl, dataSource);
  const [row] = await dataSource.query<{ knows: boolean }[]>(`select ${KNOWS_PROTOCOL} as knows`);
  if (!row!.knows)
    throw new StartupError(
      'A later version of the service writes the database, by rules that this one does not know. Start that version, ' +
        'or restore a backup that this one has written into another database.',
    );
}

async function migrateAs(migrationUrl: string, dataSource: DataSource): Promise<void> {
  const owner = await openDataSource(await withOfferedTls(migrationUrl), 'MIGRATION_DATABASE_URL');
  try {
    const [user] = await dataSource.query<{ role: string }[]>('select current_user as role');
    await runMigrations(owner, 'MIGRATION_DATABASE_URL', user!.role);
  } finally {
    await owner.destroy();
  }
  if (await lacksMigrations(dataSource))
    throw new StartupError(
      'The tables that MIGRATION_DATABASE_URL has made are not found with DATABASE_URL. Name the same database in both.',
    );
}

async function runMigrations(dataSource: DataSource, setting: string, servingRole?: string): Promise<void> {
  try {
    await inTurn(dataSource, async () => {
      await dataSource.runMigrations({ transaction: 'each' });
      if (servingRole !== undefined)
        await dataSource.transaction((manager) => grantUse(manager, servingRole));
    });
  } catch (cause) {
    if (!isRefused(cause)) throw cause;
    throw new StartupError(
      `The role in ${setting} may not change the schema of the database: ${(cause as Error).message}. ` +
        'Set MIGRATION_DATABASE_URL to the same database with a role that owns the schema.',
      { cause },
    );
  }
}

/**
 * Processes that start at the same moment take turns: the first migrates, the others find nothing left to do. The lock
 * is that of a transaction, which a pooler keeps on one connection. Who waits has no transaction open: all of them together
 * would have all connections of a pooler, and who migrates needs a second one.
 */
async function inTurn(dataSource: DataSource, work: () => Promise<void>): Promise<void> {
  for (;;) {
    const hadTurn = await dataSource.transaction(async (manager) => {
      await manager.query('set local idle_in_transaction_session_timeout = 0');
      const [lock] = await manager.query<{ is_mine: boolean }[]>(
        'select pg_try_advisory_xact_lock($1) as is_mine',
        [MIGRATION_LOCK],
      );
      if (lock!.is_mine) await work();
      return lock!.is_mine;
    });
    if (hadTurn) return;
    await delay(TURN_INTERVAL);
  }
}

/** Keeps others from migrating until the transaction ends. */
export async function holdMigrations(
  query: (sql: string, values: unknown[]) => Promise<unknown>,
): Promise<void> {
  await query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
}

/** TypeORM makes its table if there is none, or tries to. */
async function lacksMigrations(dataSource: DataSource): Promise<boolean> {
  try {
    return await dataSource.showMigrations();
  } catch (error) {
    if (!isRefused(error)) throw error;
    return true;
  }
}

function isRefused(error: unknown): boolean {
  return (error as { code?: string }).code === INSUFFICIENT_PRIVILEGE;
}
