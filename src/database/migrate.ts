import { DataSource } from 'typeorm';
import { parseDatabaseUrl } from '../config/database-url';
import { StartupError } from '../config/startup-error';
import { connectionProblem } from './connection-problem';
import { dataSourceOptions } from './data-source-options';

/** Any number, as long as nothing else takes it: the lock that processes take turns by when they migrate. */
const MIGRATION_LOCK = 4_061_920_241;

/** Opens a data source for work that is no request, and says in one line why that can't be. */
export async function openDataSource(url: string): Promise<DataSource> {
  try {
    return await new DataSource(dataSourceOptions(url, { poolSize: 2, statementTimeout: 0 })).initialize();
  } catch (cause) {
    throw new StartupError(connectionProblem(cause, parseDatabaseUrl(url)), { cause });
  }
}

/**
 * Brings the schema up to date. Processes that start at the same moment take turns: the first migrates, the others find
 * nothing left to do.
 */
export async function migrate(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await dataSource.runMigrations({ transaction: 'each' });
  } finally {
    await runner.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await runner.release();
  }
}
