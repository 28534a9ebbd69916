import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { distribute } from '../../src/database/distribute';
import { migrate, openDataSource } from '../../src/database/migrate';
import { startEmbeddedPostgres } from '../../src/embedded-postgres/cluster';
import { joinNodes, seal, workersOf } from '../citus/nodes';
import { administer, databaseAt, onNodes } from './nodes';
import { NOT_DURABLE } from './not-durable';
import { removeLeftovers, temporaryRoot } from './temporary-folder';

declare global {
  var removeTestServer: (() => Promise<void>) | undefined;
}

/** A server for tests, as two roles see it: one that may create databases, and one that serves and owns nothing. */
interface TestServer {
  readonly ownerUrl: string;
  readonly serviceUrl: string;
  /** Absent: it was given, and stays. */
  readonly remove?: () => Promise<void>;
}

/** One real PostgreSQL for the whole run, with one migrated database that every test database is a clone of. */
export default async function globalSetup(): Promise<void> {
  await removeLeftovers();
  const { DATABASE_URL: serviceUrl, MIGRATION_DATABASE_URL: ownerUrl } = process.env;
  // Either alone may be that of a developer, who does not think of tests.
  const isGiven = serviceUrl !== undefined && ownerUrl !== undefined;
  const server: TestServer = isGiven ? { serviceUrl, ownerUrl } : await startServer();
  const template = `test_template_${randomBytes(4).toString('hex')}`;
  const isDistributed = process.env.TEST_DISTRIBUTED === 'on';
  const workers = isDistributed ? await workersOf(server.ownerUrl) : [];
  process.env.TEST_NODES = JSON.stringify([server.ownerUrl, ...workers]);
  await onNodes(`create database ${template}`);
  if (isDistributed) await joinNodes(template);
  const [service, owner] = [server.serviceUrl, server.ownerUrl].map((url) => databaseAt(url, template));
  const dataSource = await openDataSource(service!);
  await migrate(dataSource, owner);
  if (isDistributed) await distribute(dataSource);
  await dataSource.destroy();
  process.env.TEST_OWNER_URL = owner;
  process.env.TEST_SERVICE_URL = throughPooler(service!);
  process.env.TEST_CLONING = await cloning(owner!);
  if (isDistributed) await seal(template);
  globalThis.removeTestServer = async () => {
    await onNodes(`drop database ${template} with (force)`);
    await server.remove?.();
  };
}

async function startServer(): Promise<TestServer> {
  const dataFolder = await mkdtemp(join(temporaryRoot, 'projects-api-test-'));
  const postgres = await startEmbeddedPostgres({ dataFolder, settings: NOT_DURABLE });
  process.env.TEST_POSTGRES_FOLDER = dataFolder;
  const url = new URL(postgres.url);
  url.username = 'service';
  await administer(postgres.url, `create role service login password '${url.password}'`);
  return {
    ownerUrl: postgres.url,
    serviceUrl: url.href,
    async remove() {
      await postgres.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** Copying the files of the template is the faster way, unless that ends with an fsync of all that was written. */
async function cloning(url: string): Promise<string> {
  const [{ is_faster } = { is_faster: false }] = await administer<{ is_faster: boolean }>(
    url,
    `select current_setting('fsync') = 'off' and current_setting('server_version_num')::integer >= 150000 as is_faster`,
  );
  return is_faster ? 'strategy file_copy' : '';
}

/** What opens a database only for a moment, as above, goes past the pooler: it would keep connections to the template. */
function throughPooler(url: string): string {
  const port = process.env.TEST_POOLER_PORT;
  return port === undefined ? url : Object.assign(new URL(url), { port }).href;
}
