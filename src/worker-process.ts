import cluster from 'node:cluster';
import { type Env } from './config/env';
import { isFull } from './embedded-postgres/disk-space';
import { StartupError } from './embedded-postgres/startup-error';
import { Log } from './logging/log';
import { Link } from './processes/link';
import { START_DEADLINE } from './processes/worker-place';
import { type PreparedService } from './prepare-service';
import { serve, type Serving } from './server';

/** What the first process has found out, and a worker needs. */
export interface Assignment {
  /** Of its place, from 1 on. */
  readonly number: number;
  /** All workers have the same settings, also those that come later. */
  readonly env: Env;
  readonly prepared: Omit<PreparedService, 'embedded'>;
  /** Whose disk the database is on, if it is the embedded one. */
  readonly dataFolder: string | undefined;
}

/** Serves requests until the first process says to stop, or is gone. */
export async function runWorker(): Promise<void> {
  // A terminal and some supervisors send them to all processes: the first one says when to stop.
  process.on('SIGTERM', () => undefined);
  process.on('SIGINT', () => undefined);
  let serving: Promise<Serving> | undefined;
  const state = { isDraining: false };
  const stop = (): void => {
    void Promise.resolve(serving)
      .then((server) => server?.close())
      .finally(() => process.exit());
  };
  const link = new Link(process, async (topic) => {
    if (topic === 'drain') {
      state.isDraining = true;
      (await serving)?.drain();
    }
    if (topic === 'metrics') return (await serving)?.samples();
    if (topic === 'stop') stop();
    return undefined;
  });
  const worker = cluster.worker!;
  worker.once('disconnect', () => {
    // Otherwise node ends it at once, and the requests in flight with it.
    worker.exitedAfterDisconnect = true;
    stop();
  });
  try {
    const { number, env, prepared, dataFolder } = await link.ask<Assignment>(
      'assignment',
      undefined,
      START_DEADLINE,
    );
    serving = serve(env, prepared, {
      log: new Log(env.logLevel),
      isDiskFull: dataFolder === undefined ? undefined : () => isFull(dataFolder),
      metrics: env.metrics && {
        ...env.metrics,
        host: env.host,
        worker: { number, ofAll: () => link.ask<string>('metrics') },
      },
    });
    const server = await serving;
    // The first process may have said so before there was anything to drain.
    if (state.isDraining) server.drain();
    await link.ask('serving', server.url, START_DEADLINE);
  } catch (error) {
    const isKnown = error instanceof StartupError;
    await link.ask('failed', isKnown ? error.message : (error as Error).stack).catch(() => undefined);
    process.exit(1);
  }
}
