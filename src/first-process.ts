import cluster from 'node:cluster';
import { setTimeout as delay } from 'node:timers/promises';
import { type Env } from './config/env';
import { StartupError } from './embedded-postgres/startup-error';
import { findFreePort } from './embedded-postgres/free-port';
import { Log } from './logging/log';
import { AllProcesses } from './metrics/all-processes';
import { MetricsServer } from './metrics/metrics.server';
import { type ProcessSamples } from './metrics/metrics-source';
import { prepareService } from './prepare-service';
import { WorkerPlace } from './processes/worker-place';
import { type RunningServer } from './server';
import { type Assignment } from './worker-process';

/** A worker finishes its requests in 10 s, and closes its connections: then it is killed, in milliseconds. */
const STOP_DEADLINE = 20_000;
/** Less than a worker waits for the metrics of all, in milliseconds. */
const SAMPLES_DEADLINE = 1_000;

/** Starts the service in several processes: this one prepares the database and serves nothing itself. */
export async function startProcesses(env: Env): Promise<RunningServer> {
  const log = new Log(env.logLevel);
  const { embedded, ...prepared } = await prepareService(env, log);
  const workers = new Workers(env.processes);
  const metrics = new AllProcesses({
    embedded: embedded?.state,
    processes: () => workers.counts,
    workers: () => workers.askServing<ProcessSamples>('metrics', SAMPLES_DEADLINE),
  });
  const server =
    env.metrics?.port === undefined
      ? undefined
      : new MetricsServer(metrics, { ...env.metrics, host: env.host });
  const end = async (): Promise<void> => {
    await workers.stop();
    server?.onApplicationShutdown();
    await embedded?.stop();
  };
  try {
    // A port that node chooses is kept only as long as a worker listens.
    const port = env.port === 0 ? await findFreePort() : env.port;
    const assignment: Omit<Assignment, 'number'> = {
      env: { ...env, port },
      prepared,
      dataFolder: embedded && env.dataDir,
    };
    await server?.onApplicationBootstrap();
    const url = await workers.start({
      report(sentence) {
        log.error(sentence, undefined, 'processes');
      },
      answer(topic, number) {
        if (topic === 'assignment') return { ...assignment, number } satisfies Assignment;
        return topic === 'metrics' ? metrics.text() : undefined;
      },
    });
    return {
      url,
      demo: prepared.demo,
      databaseLost: embedded?.gaveUp,
      async stop() {
        workers.keepNone();
        await workers.askAll('drain');
        await delay(env.shutdownDelay);
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

interface WorkersOptions {
  readonly report: (sentence: string) => void;
  readonly answer: (topic: string, number: number) => unknown;
}

/** All workers together. */
class Workers {
  private places: readonly WorkerPlace[] = [];

  constructor(private readonly wanted: number) {}

  get counts(): Record<'wanted' | 'serving' | 'replaced', number> {
    return {
      wanted: this.wanted,
      serving: this.places.filter(({ isServing }) => isServing).length,
      replaced: this.places.reduce((sum, { replaced }) => sum + replaced, 0),
    };
  }

  /** Their URL, once all of them serve. */
  async start({ report, answer }: WorkersOptions): Promise<string> {
    // Whatever the environment says: this one shares out connections evenly, and a dead worker's go to the others.
    cluster.schedulingPolicy = cluster.SCHED_RR;
    // Numbers that JSON does not have arrive as they are.
    cluster.setupPrimary({ serialization: 'advanced' });
    let url = '';
    this.places = Array.from({ length: this.wanted }, (_, index) => {
      const number = index + 1;
      return new WorkerPlace(number, {
        report,
        answer(topic, value) {
          if (topic === 'serving') url = value as string;
          return answer(topic, number);
        },
      });
    });
    try {
      await Promise.all(this.places.map((place) => place.start()));
    } catch (cause) {
      throw new StartupError((cause as Error).message, { cause });
    }
    return url;
  }

  /** One that starts, too: it answers once it serves. */
  async askAll(topic: string): Promise<void> {
    await Promise.allSettled(this.places.map((place) => place.ask(topic)));
  }

  /** What those answer that serve, and do so in time. */
  async askServing<Value>(topic: string, deadline: number): Promise<Value[]> {
    const serving = this.places.filter(({ isServing }) => isServing);
    const answers = await Promise.allSettled(serving.map((place) => place.ask<Value>(topic, deadline)));
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  }

  keepNone(): void {
    for (const place of this.places) place.keepNone();
  }

  async stop(): Promise<void> {
    await Promise.all(this.places.map((place) => place.stop(STOP_DEADLINE)));
  }
}
