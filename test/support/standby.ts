import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareBinaries } from '../../src/embedded-postgres/binaries';
import { startEmbeddedPostgres } from '../../src/embedded-postgres/cluster';
import { projectsUrl } from '../../src/embedded-postgres/connection';
import { findFreePort } from '../../src/embedded-postgres/free-port';
import { readPassword } from '../../src/embedded-postgres/password';
import { clusterPaths } from '../../src/embedded-postgres/paths';
import { dataDirectoryAs } from '../../src/embedded-postgres/reach';
import { SERVER_ENVIRONMENT } from '../../src/embedded-postgres/run';
import { settings } from '../../src/embedded-postgres/settings';
import { chooseServerUser } from '../../src/embedded-postgres/server-user';
import { migrate, openDataSource } from '../../src/database/migrate';
import { connectTo, type TestDatabase } from './database';
import { temporaryFolder } from './temporary-folder';
import { until } from './until';

export interface ReplicatedServer {
  readonly port: number;
  readonly url: string;
  readonly database: TestDatabase;
  /** Ends it at once. */
  kill(): void;
  stop(): Promise<void>;
}

export interface ReplicatedPair {
  readonly primary: ReplicatedServer;
  /** Has what the primary has acknowledged, and can be read. */
  readonly standby: ReplicatedServer;
  stop(): Promise<void>;
}

/** A migrated database on a primary with a synchronous streaming standby, both of the embedded binaries. */
export async function startReplicatedPair(): Promise<ReplicatedPair> {
  const folder = await temporaryFolder();
  const [one, two] = ['one', 'two'].map((name) => join(folder, name));
  await createMigrated(one!);
  const password = readPassword(clusterPaths(one!).password)!;
  mkdirSync(two!);
  // A copy of a server that was stopped. Not by node:fs, which does not keep owners.
  execFileSync('cp', ['-a', clusterPaths(one!).data, two!]);

  const port = await findFreePort();
  writeFileSync(join(clusterPaths(two!).data, 'standby.signal'), '');
  const conninfo = `host=127.0.0.1 port=${port} user=postgres password=${password} application_name=standby`;
  setting(two!, 'primary_conninfo', conninfo);
  const primary = await start(one!, password, port);
  const standby = await start(two!, password, await findFreePort());
  await until(async () => (await primary.database.query('select from pg_stat_replication')).length > 0);
  await primary.database.query("alter system set synchronous_standby_names = 'standby'");
  await primary.database.query('select pg_reload_conf()');
  return {
    primary,
    standby,
    async stop() {
      await standby.stop();
      await primary.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function createMigrated(dataFolder: string): Promise<void> {
  const postgres = await startEmbeddedPostgres({ dataFolder });
  const dataSource = await openDataSource(postgres.url);
  await migrate(dataSource);
  await dataSource.destroy();
  await postgres.stop();
}

function setting(dataFolder: string, name: string, value: string): void {
  appendFileSync(join(clusterPaths(dataFolder).data, 'postgresql.auto.conf'), `${name} = '${value}'\n`);
}

async function start(dataFolder: string, password: string, port: number): Promise<ReplicatedServer> {
  const { data } = clusterPaths(dataFolder);
  const user = chooseServerUser(data);
  const { postgres } = await prepareBinaries(dataFolder, user);
  const { folder, cwd } = dataDirectoryAs(data, user);
  const child = spawn(postgres, ['-D', folder, ...settings(port)], {
    ...user,
    cwd,
    env: SERVER_ENVIRONMENT,
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = projectsUrl({ port, password });
  let database: TestDatabase | undefined;
  await until(async () => {
    database = await connectTo(url).catch(() => undefined);
    return database !== undefined;
  });
  return {
    port,
    url,
    database: database!,
    kill: () => child.kill('SIGQUIT'),
    async stop() {
      await database!.drop().catch(() => undefined);
      child.kill('SIGINT');
      await ended;
    },
  };
}
