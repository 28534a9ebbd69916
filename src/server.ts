import { once } from 'node:events';
import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { createApp } from './app.setup';
import { type Env } from './config/env';
import { StartupError } from './embedded-postgres/startup-error';
import { waitForClock } from './database/clock-guard';
import { migrate, openDataSource } from './database/migrate';
import { withOfferedTls } from './database/offered-tls';
import { assertPrepares, sessionProblem } from './database/session-check';
import { type DemoAccess, ensureDemo } from './demo/demo';
import { startEmbeddedPostgres } from './embedded-postgres/cluster';
import { HealthService } from './health/health.service';
import { Log } from './logging/log';
import { keptWebhookKey } from './webhooks/webhook-key-file';

export interface RunningServer {
  readonly url: string;
  /** The demo company's access, in embedded mode. */
  readonly demo: DemoAccess | undefined;
  /** Resolves with the reason if the embedded PostgreSQL ended and could not be started again, and never otherwise. */
  readonly databaseLost: Promise<string> | undefined;
  /** Finishes what is in flight, then stops everything that start started. */
  stop(): Promise<void>;
}

/** Starts the service: its database, the schema, the demo company where there is one, and the HTTP server. */
export async function startServer(env: Env): Promise<RunningServer> {
  const log = new Log(env.logLevel);
  const report = (sentence: string): void => {
    log.warn(sentence, 'embedded PostgreSQL');
  };
  const embedded =
    env.databaseUrl === undefined
      ? await startEmbeddedPostgres({ dataFolder: env.dataDir, report })
      : undefined;
  try {
    const databaseUrl = embedded?.url ?? (await withOfferedTls(env.databaseUrl!));
    const demo = await prepareDatabase(databaseUrl, env, { withDemo: embedded !== undefined, log });
    const webhooks =
      embedded !== undefined && env.webhookKey === undefined ? await keptWebhookKey(env.dataDir) : {};
    const app = await createApp({
      ...env,
      ...webhooks,
      databaseUrl,
      isDiskFull: embedded?.isDiskFull,
      log,
      demo: demo && { company: demo.company, tokenExpression: demo.tokenExpression },
      metrics: env.metrics && { ...env.metrics, host: env.host, embedded: embedded?.state },
    });
    try {
      await app.init();
      await warnOfSession(app.get(DataSource), log);
      await listen(app.getHttpServer(), env);
    } catch (error) {
      await app.close();
      throw listenError(error, env);
    }
    const { port } = app.getHttpServer().address() as AddressInfo;
    return {
      url: `http://${env.host.includes(':') ? `[${env.host}]` : env.host}:${port}`,
      demo,
      databaseLost: embedded?.gaveUp,
      async stop() {
        app.get(HealthService).stop();
        await delay(env.shutdownDelay);
        await app.close();
        await embedded?.stop();
      },
    };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

/** A start that got this far ends here only if responses would be wrong. */
async function warnOfSession(dataSource: DataSource, log: Log): Promise<void> {
  const problem = await sessionProblem(dataSource).catch((error: unknown) => {
    if (error instanceof StartupError) throw error;
    return `The settings of a session can not be checked: ${(error as Error).message}`;
  });
  if (problem !== undefined) log.warn(problem, 'database');
}

async function prepareDatabase(
  url: string,
  env: Env,
  { withDemo, log }: { readonly withDemo: boolean; readonly log: Log },
): Promise<DemoAccess | undefined> {
  const dataSource = await openDataSource(url);
  try {
    if (env.databasePrepare) await assertPrepares(dataSource);
    await migrate(dataSource, env.migrationDatabaseUrl);
    await waitForClock(
      (text) => dataSource.query(text),
      (sentence) => {
        log.warn(sentence, 'database');
      },
    );
    return withDemo ? await ensureDemo(dataSource, env) : undefined;
  } finally {
    await dataSource.destroy();
  }
}

/** Not Nest's own listen, which logs a failure before it throws it: the operator gets one line. */
async function listen(server: Server, { port, host }: Env): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening');
}

function listenError(error: unknown, { host, port }: Env): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new StartupError(
        `Port ${port} on ${host} is taken. Stop what uses it, or set PORT to a free one (0 chooses one).`,
      );
    case 'EACCES':
      return new StartupError(`Port ${port} may not be used by this user. Set PORT to one above 1023.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartupError(
        `HOST ${host} is not an address of this machine. Set it to 127.0.0.1 or 0.0.0.0.`,
      );
    default:
      return error;
  }
}
