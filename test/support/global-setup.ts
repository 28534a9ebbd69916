import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, openDataSource } from '../../src/database/migrate';
import { startEmbeddedPostgres } from '../../src/embedded-postgres/cluster';

declare global {
  var stopPostgres: (() => Promise<void>) | undefined;
}

/** One real PostgreSQL for the whole run, with one migrated database that every test database is a clone of. */
export default async function globalSetup(): Promise<void> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'projects-api-test-'));
  const postgres = await startEmbeddedPostgres({ dataFolder });
  const dataSource = await openDataSource(postgres.url);
  await migrate(dataSource);
  await dataSource.destroy();
  process.env.TEST_POSTGRES_URL = postgres.url;
  process.env.TEST_POSTGRES_FOLDER = dataFolder;
  globalThis.stopPostgres = () => postgres.stop();
}
