import { Worker } from 'node:worker_threads';

/** Milliseconds, in ascending order. */
export type Latencies = readonly number[];

/** A request that is sent again and again. */
export interface Repeated {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Any other one fails. */
  readonly status: number;
  /** Milliseconds between two of them, whether the former has ended or not. */
  readonly interval: number;
}

/** In a thread of its own, where nothing else that a test does makes a response look late. */
const WORKER = `
  const { parentPort, workerData: { url, status, interval, ...request } } = require('node:worker_threads');
  const calls = [];
  const call = async () => {
    const start = performance.now();
    const response = await fetch(url, request);
    await response.arrayBuffer();
    if (response.status !== status) throw new Error(response.status + ' instead of ' + status);
    return performance.now() - start;
  };
  const timer = setInterval(() => {
    const called = call();
    called.catch(() => undefined);
    calls.push(called);
  }, interval);
  parentPort.once('message', async () => {
    clearInterval(timer);
    parentPort.postMessage((await Promise.all(calls)).sort((a, b) => a - b));
  });
`;

/** Sends a request again and again while `work` runs, and says how long each response took. */
export async function latenciesBeside(request: Repeated, work: Promise<unknown>): Promise<Latencies> {
  const worker = new Worker(WORKER, { eval: true, workerData: request });
  const failed = new Promise<never>((_, reject) => worker.once('error', reject));
  try {
    await Promise.race([work, failed]);
    const latencies = new Promise<Latencies>((resolve) => worker.once('message', resolve));
    worker.postMessage('end');
    return await Promise.race([latencies, failed]);
  } finally {
    await worker.terminate();
  }
}

export async function timed(call: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await call();
  return performance.now() - start;
}

export function percentile(latencies: Latencies, percent: number): number {
  return latencies[Math.ceil((latencies.length * percent) / 100) - 1]!;
}
