import { context, type Context, type Link, trace } from '@opentelemetry/api';
import { UnavailableError } from './database-errors';
import { Deadline } from './deadline';
import { endInTurn } from './loop-turns';
import { type BatchRun, batchRuns } from './measures';
import { Times } from './times';

/** The part of a caller that says how long a call may wait, and where its time is counted. */
interface Call {
  readonly deadline?: Deadline | undefined;
  readonly times?: Times | undefined;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly deadline: Deadline;
  readonly times: Times | undefined;
  readonly since: number;
  /** Of its trace. */
  readonly context: Context;
  readonly resolve: (result: Result | Promise<Result>) => void;
  readonly reject: (error: unknown) => void;
}

interface Queue<Item, Result> {
  waiting: Waiting<Item, Result>[];
  running: number;
  /** For the earliest deadline of those that wait. A timer for each would cost more than all else here. */
  alarm?: { readonly deadline: Deadline; readonly timer: NodeJS.Timeout } | undefined;
}

const TRACER = trace.getTracer('projects-api');
/** How many calls one run takes at most. */
const MAX_SIZE = 64;
/** How many calls of one key may wait: the time of the requests bounds them, too, but not their memory. */
export const MAX_WAITING = 1_000;
/** How large their items are together at most, unless one alone is larger. */
const MAX_BYTES = 1024 ** 2;

export interface BatcherOptions<Item, Result> {
  /**
   * What became of each item, in their order; or fails for all of them. An item may go on by itself, as a promise. The
   * run must not wait longer than the deadline of its scope, the earliest of its calls. The time that it counts there is
   * that of each of them.
   */
  readonly run: (
    key: number,
    items: readonly Item[],
    scope: { readonly deadline: Deadline; readonly times: Times },
  ) => Promise<readonly (Result | Promise<Result>)[]>;
  /** How many runs of one key go at the same time. */
  readonly parallel: number;
  /** How large an item is, in bytes or nearly so. */
  readonly sizeOf?: (item: Item) => number;
}

/**
 * Joins calls that come while others are running into the next run. A call that finds nothing running goes at once, so
 * a lone call never waits; under load each run takes all that came meanwhile, and its costs are shared. Calls with
 * different keys never share a run. A call that waits longer than it may fails, and is not in any run then.
 */
export class Batcher<Item, Result> {
  private readonly queues = new Map<number, Queue<Item, Result>>();

  constructor(private readonly options: BatcherOptions<Item, Result>) {}

  async add(key: number, item: Item, { deadline = new Deadline(), times }: Call = {}): Promise<Result> {
    let queue = this.queues.get(key);
    if (queue === undefined) this.queues.set(key, (queue = { waiting: [], running: 0 }));
    const { waiting } = queue;
    if (waiting.length >= MAX_WAITING) throw new UnavailableError('too many');
    const result = new Promise<Result>((resolve, reject) =>
      waiting.push({
        item,
        deadline,
        times,
        since: performance.now(),
        context: context.active(),
        resolve,
        reject,
      }),
    );
    this.start(key, queue);
    if (queue.waiting.length > 0) this.watch(queue, deadline);
    return result;
  }

  /** Refuses calls at their deadlines, of which this may be the earliest. */
  private watch(queue: Queue<Item, Result>, deadline: Deadline): void {
    if (queue.alarm?.deadline.isBefore(deadline)) return;
    clearTimeout(queue.alarm?.timer);
    const timer = setTimeout(() => {
      queue.alarm = undefined;
      const { waiting } = queue;
      queue.waiting = [];
      for (const call of waiting) {
        if (call.deadline.isOver) {
          endInTurn(() => {
            call.reject(new UnavailableError('no turn'));
          });
        } else {
          queue.waiting.push(call);
          this.watch(queue, call.deadline);
        }
      }
    }, deadline.waitLeft);
    queue.alarm = { deadline, timer };
  }

  private start(key: number, queue: Queue<Item, Result>): void {
    const { run, parallel } = this.options;
    if (queue.running === parallel) return;
    if (queue.waiting.length === 0) {
      if (queue.running === 0) this.queues.delete(key);
      return;
    }
    const calls = queue.waiting.splice(0, this.sizeOfRun(queue));
    if (queue.waiting.length === 0) {
      clearTimeout(queue.alarm?.timer);
      queue.alarm = undefined;
    }
    queue.running++;
    const start = performance.now();
    if (batchRuns.hasSubscribers) {
      const batch: BatchRun = { size: calls.length, queued: start - calls[0]!.since };
      batchRuns.publish(batch);
    }
    const spent = new Times();
    const deadline = Deadline.earliest(calls.map((call) => call.deadline));
    inTraces(calls, () =>
      run(
        key,
        calls.map(({ item }) => item),
        { deadline, times: spent },
      ),
    )
      .finally(() => {
        const { queued, inDatabase } = spent;
        for (const { times, since } of calls) times?.add({ queued: queued + start - since, inDatabase });
      })
      .then(
        (results) => {
          for (const [index, { resolve }] of calls.entries()) resolve(results[index]!);
        },
        (error: unknown) => {
          for (const { reject } of calls)
            endInTurn(() => {
              reject(error);
            });
        },
      )
      .finally(() => {
        queue.running--;
        this.start(key, queue);
      });
  }

  private sizeOfRun({ waiting }: Queue<Item, Result>): number {
    const { sizeOf } = this.options;
    const most = Math.min(waiting.length, MAX_SIZE);
    if (sizeOf === undefined) return most;
    let bytes = 0;
    for (let size = 0; size < most; size++) {
      bytes += sizeOf(waiting[size]!.item);
      if (bytes > MAX_BYTES) return Math.max(1, size);
    }
    return most;
  }
}

/**
 * Runs in the trace of the first call: whatever ended last, whose trace is the active one, has nothing to do with it. A
 * span with links to the others says whose run it is, too.
 */
async function inTraces<Result>(
  calls: readonly { readonly context: Context }[],
  run: () => Promise<Result>,
): Promise<Result> {
  const [first, ...others] = calls.map((call) => call.context);
  const links = others.flatMap((other): Link[] => {
    const span = trace.getSpanContext(other);
    return span === undefined ? [] : [{ context: span }];
  });
  if (links.length === 0) return context.with(first!, run);
  const span = TRACER.startSpan('batch', { links, attributes: { 'batch.size': calls.length } }, first);
  return context.with(trace.setSpan(first!, span), run).finally(() => {
    span.end();
  });
}
