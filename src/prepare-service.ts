import { DataSource } from 'typeorm';
import { type Env } from './config/env';
import { StartupError } from './embedded-postgres/startup-error';
import { type CheckedClock, waitForClock } from './database/clock-guard';
import { dataSourceOptions } from './database/data-source-options';
import { assertDistribution } from './database/distribute';
import { migrate, openDataSource } from './database/migrate';
import { withOfferedTls } from './database/offered-tls';
import { assertPrepares, sessionProblem } from './database/session-check';
import { type DemoAccess, ensureDemo } from './demo/demo';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres/cluster';
import { type Log } from './logging/log';
import { keptWebhookKey } from './webhooks/webhook-key-file';
import { type WebhookOptions } from './webhooks/webhook-options';

/** Connections of PostgreSQL that are left for commands, migrations and its operator. */
const SPARE_CONNECTIONS = 10;
const EMBEDDED_CONNECTIONS = 100;

/** A database that can be served, by one process or several. */
export interface PreparedService {
  readonly databaseUrl: string;
  readonly databaseReplicaUrl: string | undefined;
  /** Undefined: the server is a standby. */
  readonly checkedClock: CheckedClock | undefined;
  readonly webhooks: Partial<Pick<WebhookOptions, 'webhookKey' | 'webhookKeyFile'>>;
  /** The demo company's access, in embedded mode. */
  readonly demo: DemoAccess | undefined;
  /** Who prepared it stops it. */
  readonly embedded: EmbeddedPostgres | undefined;
}

/** Starts the embedded database if there is one, migrates, and checks what the service relies on. */
export async function prepareService(env: Env, log: Log): Promise<PreparedService> {
  const embedded = env.databaseUrl === undefined ? await startEmbedded(env, log) : undefined;
  try {
    const databaseUrl = embedded?.url ?? (await withOfferedTls(env.databaseUrl!));
    const databaseReplicaUrl = env.databaseReplicaUrl && (await withOfferedTls(env.databaseReplicaUrl));
    const { demo, checkedClock } = await prepareDatabase(databaseUrl, env, {
      withDemo: embedded !== undefined,
      log,
    });
    const webhooks =
      embedded !== undefined && env.webhookKey === undefined ? await keptWebhookKey(env.dataDir) : {};
    return { databaseUrl, databaseReplicaUrl, checkedClock, webhooks, demo, embedded };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

async function startEmbedded({ dataDir, ...env }: Env, log: Log): Promise<EmbeddedPostgres> {
  const connections = Math.max(EMBEDDED_CONNECTIONS, poolsOf(env) + SPARE_CONNECTIONS);
  return startEmbeddedPostgres({
    dataFolder: dataDir,
    settings: { max_connections: String(connections) },
    report(sentence) {
      log.warn(sentence, 'embedded PostgreSQL');
    },
  });
}

/** Connections of all processes together. */
function poolsOf({ processes, databasePoolSize }: Pick<Env, 'processes' | 'databasePoolSize'>): number {
  return processes * databasePoolSize;
}

/** A start that got this far ends here only if responses would be wrong. */
async function warnOfSession(databaseUrl: string, env: Env, log: Log): Promise<void> {
  // As the service connects, and not as a migration does.
  const dataSource = new DataSource(dataSourceOptions(databaseUrl, { poolSize: 2 }));
  const warn = (problem: string | undefined): void => {
    if (problem !== undefined) log.warn(problem, 'database');
  };
  try {
    await dataSource.initialize();
    warn(await sessionProblem(dataSource));
    warn(await tooManyConnections(dataSource, env));
  } catch (error) {
    if (error instanceof StartupError) throw error;
    warn(`The settings of a session can not be checked: ${(error as Error).message}`);
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
  }
}

/** Several processes have a pool each, which is easily forgotten. */
async function tooManyConnections(dataSource: DataSource, env: Env): Promise<string | undefined> {
  if (env.processes === 1) return undefined;
  const [row] = await dataSource.query<{ accepted: number }[]>(
    `select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as accepted`,
  );
  const wanted = poolsOf(env);
  if (wanted <= row!.accepted) return undefined;
  return (
    `PROCESSES × DATABASE_POOL_SIZE are ${wanted} connections, and PostgreSQL accepts ${row!.accepted}. ` +
    'Set one of the two lower, or max_connections higher; a pooler in front may share fewer.'
  );
}

async function prepareDatabase(
  url: string,
  env: Env,
  { withDemo, log }: { readonly withDemo: boolean; readonly log: Log },
): Promise<Pick<PreparedService, 'demo' | 'checkedClock'>> {
  const dataSource = await openDataSource(url);
  try {
    if (env.databasePrepare) await assertPrepares(dataSource);
    await migrate(dataSource, env.migrationDatabaseUrl);
    await assertDistribution(dataSource, env.databaseDistributed);
    // Before times are read: some settings make other ones of them.
    await warnOfSession(url, env, log);
    const checkedClock = await waitForClock(
      (text) => dataSource.query(text),
      (sentence) => {
        log.warn(sentence, 'database');
      },
    );
    return { demo: withDemo ? await ensureDemo(dataSource, env) : undefined, checkedClock };
  } finally {
    await dataSource.destroy();
  }
}
