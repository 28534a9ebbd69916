import { join } from 'node:path';
import { type DataSourceOptions } from 'typeorm';
import { registerPgTypes } from './pg-types';

/** How long a request may wait for a connection of the pool before it is answered 503, in milliseconds. */
export const POOL_TIMEOUT = 2_000;
/** A statement of a request that takes longer is given up, in milliseconds. */
export const STATEMENT_TIMEOUT = 5_000;

export interface ConnectionOptions {
  readonly poolSize?: number;
  /** Work that is no request (migrations, the command line) may take its time: 0. */
  readonly statementTimeout?: number;
}

/** The one description of the connection: the service, the command line and the tests all use it. */
export function dataSourceOptions(
  url: string,
  { poolSize = 10, statementTimeout = STATEMENT_TIMEOUT }: ConnectionOptions = {},
): DataSourceOptions {
  registerPgTypes();
  const folder = join(__dirname, '..');
  return {
    type: 'postgres',
    url,
    applicationName: 'projects-api',
    poolSize,
    connectTimeoutMS: POOL_TIMEOUT,
    extra: {
      statement_timeout: statementTimeout,
      // Who waits for a row that somebody else is writing waits no longer than for a connection.
      lock_timeout: statementTimeout === 0 ? 0 : POOL_TIMEOUT,
      idle_in_transaction_session_timeout: 2 * STATEMENT_TIMEOUT,
      // Compiling a statement of hundreds of plan nodes takes PostgreSQL twenty times as long as running it.
      options: '-c TimeZone=UTC -c jit=off',
      keepAlive: true,
    },
    entities: [join(folder, '**/*.entity.{js,ts}')],
    migrations: [join(folder, 'database/migrations/*.{js,ts}')],
    migrationsTableName: 'migrations',
    // The schema is what the migrations say, and nothing else ever changes it.
    synchronize: false,
    logging: false,
  };
}
