import { once } from 'node:events';
import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createApp } from './app.setup';
import { type Env } from './config/env';
import { StartupError } from './embedded-postgres/startup-error';
import { type DemoAccess } from './demo/demo';
import { HealthService } from './health/health.service';
import { Log } from './logging/log';
import { Metrics } from './metrics/metrics';
import { type MetricsModuleOptions } from './metrics/metrics.options';
import { type ProcessSamples } from './metrics/metrics-source';
import { prepareService, type PreparedService } from './prepare-service';

export interface RunningServer {
  readonly url: string;
  /** The demo company's access, in embedded mode. */
  readonly demo: DemoAccess | undefined;
  /** Resolves with the reason if the embedded PostgreSQL ended and could not be started again, and never otherwise. */
  readonly databaseLost: Promise<string> | undefined;
  /** Finishes what is in flight, then stops everything that start started. */
  stop(): Promise<void>;
}

/** Starts the service in this process: its database, the schema, the demo company where there is one, and the HTTP server. */
export async function startServer(env: Env): Promise<RunningServer> {
  const log = new Log(env.logLevel);
  const prepared = await prepareService(env, log);
  const { demo, embedded } = prepared;
  try {
    const serving = await serve(env, prepared, {
      log,
      isDiskFull: embedded?.isDiskFull,
      metrics: env.metrics && { ...env.metrics, host: env.host, embedded: embedded?.state },
    });
    return {
      url: serving.url,
      demo,
      databaseLost: embedded?.gaveUp,
      async stop() {
        serving.drain();
        await delay(env.shutdownDelay);
        await serving.close();
        await embedded?.stop();
      },
    };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

export interface ServingOptions {
  readonly log: Log;
  readonly isDiskFull: (() => boolean) | undefined;
  readonly metrics: MetricsModuleOptions | undefined;
}

export interface Serving {
  readonly url: string;
  /** Says that it is not ready, and serves on. */
  drain(): void;
  /** Of the metrics of this process, if there are some. */
  samples(): Promise<ProcessSamples>;
  /** Finishes what is in flight. */
  close(): Promise<void>;
}

/** Serves a database that is prepared. */
export async function serve(
  env: Env,
  { databaseUrl, databaseReplicaUrl, checkedClock, webhooks, demo }: Omit<PreparedService, 'embedded'>,
  options: ServingOptions,
): Promise<Serving> {
  const app = await createApp({
    ...env,
    ...webhooks,
    ...options,
    databaseUrl,
    databaseReplicaUrl,
    checkedClock,
    makesDocument: true,
    demo: demo && { company: demo.company, tokenExpression: demo.tokenExpression },
  });
  try {
    await app.init();
    await listen(app.getHttpServer(), env);
  } catch (error) {
    await app.close();
    throw listenError(error, env);
  }
  const { port } = app.getHttpServer().address() as AddressInfo;
  return {
    url: `http://${env.host.includes(':') ? `[${env.host}]` : env.host}:${port}`,
    drain() {
      app.get(HealthService).stop();
    },
    samples: async () => (options.metrics === undefined ? [] : app.get(Metrics).samples()),
    close: () => app.close(),
  };
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
