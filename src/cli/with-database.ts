import { type DataSource } from 'typeorm';
import { type Env } from '../config/env';
import { waitForClock } from '../database/clock-guard';
import { migrate, openDataSource } from '../database/migrate';
import { withOfferedTls } from '../database/offered-tls';
import { findRunningPostgres, startEmbeddedPostgres } from '../embedded-postgres/cluster';

/** The exit code of a command that was interrupted. */
const INTERRUPTED = 130;

/**
 * Runs a command on the service's database, whose schema is brought up to date first: that of DATABASE_URL, or else the
 * embedded one, which is started for the command if the service does not run.
 */
export async function withDatabase<Result>(
  env: Env,
  command: (dataSource: DataSource) => Promise<Result>,
): Promise<Result> {
  return withServer(env, async ({ url, migrationUrl }) => {
    const dataSource = await openDataSource(await withOfferedTls(url));
    try {
      await migrate(dataSource, migrationUrl);
      await waitForClock((text) => dataSource.query(text));
      return await command(dataSource);
    } finally {
      await dataSource.destroy();
    }
  });
}

/** The same with the address of the database, whose schema stays as it is. */
export async function withServer<Result>(
  { databaseUrl, migrationDatabaseUrl: migrationUrl, dataDir }: Env,
  command: (address: { readonly url: string; readonly migrationUrl?: string | undefined }) => Promise<Result>,
): Promise<Result> {
  const running = databaseUrl ?? (await findRunningPostgres(dataDir))?.url;
  if (running !== undefined) return command({ url: running, migrationUrl });
  const embedded = await startEmbeddedPostgres({ dataFolder: dataDir });
  // Who interrupts the command must not be left with a database server.
  const interrupt = (): void => {
    void embedded.stop().finally(() => process.exit(INTERRUPTED));
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    return await command({ url: embedded.url });
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    await embedded.stop();
  }
}
