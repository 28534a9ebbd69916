import { UnavailableError } from './database-errors';
import { Deadline } from './deadline';

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly deadline: Deadline;
  readonly resolve: (result: Result | Promise<Result>) => void;
  readonly reject: (error: unknown) => void;
  timer?: NodeJS.Timeout;
}

interface Lane<Item, Result> {
  readonly waiting: Waiting<Item, Result>[];
  running: number;
}

/** How many calls one run takes at most. */
const MAX_SIZE = 64;
/** How large their items are together at most, unless one alone is larger. */
const MAX_BYTES = 1024 ** 2;

export interface CoalescerOptions<Item, Result> {
  /**
   * What became of each item, in their order; or fails for all of them. An item may go on by itself, as a promise. The
   * run must not wait longer than its deadline, the earliest of its calls.
   */
  readonly run: (
    key: number,
    items: readonly Item[],
    deadline: Deadline,
  ) => Promise<readonly (Result | Promise<Result>)[]>;
  /** How many runs of one key go at the same time. */
  readonly parallel: number;
  /** How large an item is, in bytes or nearly so. */
  readonly sizeOf?: (item: Item) => number;
}

/**
 * Joins calls that come while others are running into the next run. A call that finds nothing running goes at once, so
 * nobody waits for company; under load each run takes all that came meanwhile, and its costs are shared. Calls with
 * different keys never share a run. A call that waits longer than it may fails, and is not in any run then.
 */
export class Coalescer<Item, Result> {
  private readonly lanes = new Map<number, Lane<Item, Result>>();

  constructor(private readonly options: CoalescerOptions<Item, Result>) {}

  async add(key: number, item: Item, deadline = new Deadline()): Promise<Result> {
    let lane = this.lanes.get(key);
    if (lane === undefined) this.lanes.set(key, (lane = { waiting: [], running: 0 }));
    const { waiting } = lane;
    const result = new Promise<Result>((resolve, reject) => {
      const call: Waiting<Item, Result> = { item, deadline, resolve, reject };
      waiting.push(call);
      if (lane.running < this.options.parallel) return;
      call.timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(call), 1);
        reject(new UnavailableError('no turn'));
      }, deadline.waitLeft);
    });
    this.start(key, lane);
    return result;
  }

  private start(key: number, lane: Lane<Item, Result>): void {
    const { run, parallel } = this.options;
    if (lane.running === parallel) return;
    if (lane.waiting.length === 0) {
      if (lane.running === 0) this.lanes.delete(key);
      return;
    }
    const calls = lane.waiting.splice(0, this.sizeOfRun(lane));
    for (const { timer } of calls) clearTimeout(timer);
    lane.running++;
    run(
      key,
      calls.map(({ item }) => item),
      Deadline.earliest(calls.map(({ deadline }) => deadline)),
    )
      .then(
        (results) => {
          for (const [index, { resolve }] of calls.entries()) resolve(results[index]!);
        },
        (error: unknown) => {
          for (const { reject } of calls) reject(error);
        },
      )
      .finally(() => {
        lane.running--;
        this.start(key, lane);
      });
  }

  private sizeOfRun({ waiting }: Lane<Item, Result>): number {
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
