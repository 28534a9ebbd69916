import { DataSource } from 'typeorm';
import { StartupError } from '../config/startup-error';
import { dataSourceOptions } from './data-source-options';

/** Any number, as long as nothing else takes it: the lock that processes take turns by when they migrate. */
const MIGRATION_LOCK = 4_061_920_241;

/** Opens a data source for work that is no request, and says in one line why that can't be. */
export async function openDataSource(url: string): Promise<DataSource> {
  try {
    return await new DataSource(dataSourceOptions(url, { poolSize: 2, statementTimeout: 0 })).initialize();
  } catch (error) {
    const { host, pathname } = new URL(url);
    throw new StartupError(
      `The database ${pathname.slice(1)} at ${host} can not be reached: ${reason(error)}. ` +
        'Check that PostgreSQL is running there and that DATABASE_URL is right.',
      { cause: error },
    );
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

function reason(error: unknown): string {
  // A host name with several addresses fails with an error for each of them, and with no message of its own.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return (first as Partial<Error>).message ?? String(first);
}
