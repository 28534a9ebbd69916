import { join } from 'node:path';
import { type DataSourceOptions } from 'typeorm';
import { parseDatabaseUrl } from '../config/database-url';
import { exportedClasses } from './exported-classes';
import { registerPgTypes } from './pg-types';
import { settingUp } from './session';
import { UnlimitedTransactions } from './unlimited-transactions';

/** How long a request may wait for locks, connections and its turn, all together, in milliseconds: then 503. */
export const WAIT_TIMEOUT = 2_000;
/**
 * How long a statement may wait for one lock. It can wait for a row twice: for its turn among those that wait, and then
 * for the transaction that holds the row.
 */
export const LOCK_TIMEOUT = WAIT_TIMEOUT / 2;
/** A statement of a request that takes longer is given up, in milliseconds. */
export const STATEMENT_TIMEOUT = 5_000;
/**
 * So long PostgreSQL may say nothing. It keeps the limits above by itself, so by then the connection is broken, or a pooler
 * has lost the limits: the statement is cancelled, and the connection is closed.
 */
export const RESPONSE_TIMEOUT = STATEMENT_TIMEOUT + 1_000;

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
  const address = parseDatabaseUrl(url);
  const { host, port, user, password, database, tls, applicationName = 'projects-api' } = address;
  return {
    type: 'postgres',
    applicationName,
    poolSize,
    connectTimeoutMS: WAIT_TIMEOUT,
    extra: {
      ...{ host, port, user, password, database, options: address.options },
      // Absent is for the driver to decide, which asks PGSSLMODE.
      ...(tls === undefined ? {} : { ssl: tls === 'if-offered' ? false : tls }),
      ...(address.isTlsFirst ? { sslnegotiation: 'direct' } : {}),
      enableChannelBinding: address.isBoundToChannel,
      onConnect: settingUp(timeLimits(statementTimeout), WAIT_TIMEOUT),
      query_timeout: statementTimeout === 0 ? 0 : RESPONSE_TIMEOUT,
      keepAlive: true,
    },
    entities: exportedClasses(folder, '.entity'),
    migrations: exportedClasses(join(folder, 'database/migrations')),
    subscribers: statementTimeout === 0 ? [UnlimitedTransactions] : [],
    migrationsTableName: 'migrations',
    // The schema is what the migrations say, and nothing else ever changes it.
    synchronize: false,
    logging: false,
  };
}

/** The limits that PostgreSQL keeps for each session, in milliseconds; 0 is none. */
export function timeLimits(statementTimeout: number) {
  return {
    statement_timeout: statementTimeout,
    lock_timeout: statementTimeout === 0 ? 0 : LOCK_TIMEOUT,
    idle_in_transaction_session_timeout: 2 * STATEMENT_TIMEOUT,
  };
}
