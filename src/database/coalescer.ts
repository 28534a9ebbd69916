interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

interface Lane<Item, Result> {
  readonly waiting: Waiting<Item, Result>[];
  running: number;
}

/** How many calls one run takes at most. */
const MAX_SIZE = 64;

/**
 * Joins calls that come while others are running into the next run. A call that finds nothing running goes at once, so
 * nobody waits for company; under load each run takes all that came meanwhile, and its costs are shared. Calls with
 * different keys never share a run.
 */
export class Coalescer<Item, Result> {
  private readonly lanes = new Map<number, Lane<Item, Result>>();

  /**
   * `run` says what became of each item, in their order, or fails for all of them. `parallel` runs of one key go at the
   * same time.
   */
  constructor(
    private readonly run: (key: number, items: readonly Item[]) => Promise<PromiseSettledResult<Result>[]>,
    private readonly parallel: number,
  ) {}

  async add(key: number, item: Item): Promise<Result> {
    let lane = this.lanes.get(key);
    if (lane === undefined) this.lanes.set(key, (lane = { waiting: [], running: 0 }));
    const { waiting } = lane;
    const result = new Promise<Result>((resolve, reject) => waiting.push({ item, resolve, reject }));
    this.start(key, lane);
    return result;
  }

  private start(key: number, lane: Lane<Item, Result>): void {
    if (lane.running === this.parallel) return;
    if (lane.waiting.length === 0) {
      if (lane.running === 0) this.lanes.delete(key);
      return;
    }
    const calls = lane.waiting.splice(0, MAX_SIZE);
    lane.running++;
    this.run(
      key,
      calls.map(({ item }) => item),
    )
      .then(
        (results) => {
          for (const [index, { resolve, reject }] of calls.entries()) {
            const result = results[index]!;
            if (result.status === 'fulfilled') resolve(result.value);
            else reject(result.reason);
          }
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
}
