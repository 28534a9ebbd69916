import cluster, { type Worker } from 'node:cluster';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, Link } from './link';
import { Pauses } from './pauses';

/** A worker that does not serve by then is ended, in milliseconds: a start waits for the clock of the database for a minute. */
export const START_DEADLINE = 120_000;

export interface PlaceOptions {
  /** What the worker is answered. */
  readonly answer: Answer;
  /** Takes a sentence about a worker that ended. */
  readonly report: (sentence: string) => void;
}

/** The place of one worker: when it ends, another one takes it. */
export class WorkerPlace {
  isServing = false;
  /** How many workers took the place of one that ended. */
  replaced = 0;
  private current: { readonly worker: Worker; readonly link: Link } | undefined;
  private failure: string | undefined;
  private readonly pauses = new Pauses();
  private readonly stopping = new AbortController();
  private ended: Promise<void> = Promise.resolve();

  constructor(
    /** From 1 on. */
    readonly number: number,
    private readonly options: PlaceOptions,
  ) {}

  /** Resolves when its first worker serves. Fails if that ends before, and then there is no other. */
  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.ended = this.keep(resolve).catch(reject);
    });
  }

  async ask<Value>(topic: string, deadline?: number): Promise<Value> {
    if (this.current === undefined) throw new Error('There is no worker.');
    return this.current.link.ask<Value>(topic, undefined, deadline);
  }

  /** No other worker comes. */
  keepNone(): void {
    this.stopping.abort();
  }

  /** The worker is asked to end, and is killed if it has not by the deadline, in milliseconds. */
  async stop(deadline: number): Promise<void> {
    this.keepNone();
    const kill = setTimeout(() => this.current?.worker.process.kill('SIGKILL'), deadline);
    // One that does not answer is killed.
    void this.ask('stop').catch(() => undefined);
    await this.ended;
    clearTimeout(kill);
  }

  private async keep(serves: () => void): Promise<void> {
    const { signal } = this.stopping;
    for (let isFirst = true; ; isFirst = false) {
      const start = performance.now();
      const { end, hasServed } = await this.run(serves);
      if (signal.aborted) {
        if (isFirst && !hasServed) throw new Error('The service is stopping.');
        return;
      }
      if (isFirst && !hasServed) throw new Error(end);
      const pause = this.pauses.next(performance.now() - start);
      const when = pause === 0 ? 'at once' : `in ${pause / 1_000} s`;
      this.options.report(`Process ${this.number} of the service ended (${end}). It is replaced ${when}.`);
      const isToBeReplaced = await delay(pause, true, { signal }).catch(() => false);
      if (!isToBeReplaced) return;
      this.replaced++;
    }
  }

  /** One worker, from its start to its end. */
  private async run(serves: () => void): Promise<{ readonly end: string; readonly hasServed: boolean }> {
    const worker = cluster.fork();
    const lastConnection = watchConnections(worker);
    let hasServed = false;
    this.failure = undefined;
    const late = setTimeout(() => {
      this.failure = `it did not serve within ${START_DEADLINE / 1_000} s`;
      worker.process.kill('SIGKILL');
    }, START_DEADLINE);
    const link = new Link(worker, (topic, value) => {
      if (topic === 'failed') this.failure = String(value);
      if (topic === 'serving') {
        clearTimeout(late);
        this.isServing = hasServed = true;
        serves();
      }
      return this.options.answer(topic, value);
    });
    this.current = { worker, link };
    const end = await new Promise<string>((resolve) => {
      worker.once('exit', (code, signal: string | null) => {
        resolve(this.failure ?? signal ?? `code ${code}`);
      });
    });
    clearTimeout(late);
    lastConnection()?.close();
    this.isServing = false;
    this.current = undefined;
    return { end, hasServed };
  }
}

/**
 * The connection that was handed to the worker last. Node hands over one at a time, and when the worker ends before it has
 * taken it, node keeps it open: its client would wait for ever.
 */
function watchConnections({ process }: Worker): () => Closable | undefined {
  let last: Closable | undefined;
  const send = process.send.bind(process) as (...given: unknown[]) => boolean;
  process.send = (...given: unknown[]): boolean => {
    const [, handle] = given;
    if (typeof handle === 'object' && handle !== null && 'close' in handle) last = handle as Closable;
    return send(...given);
  };
  return () => last;
}

interface Closable {
  close(): void;
}
