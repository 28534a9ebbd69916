import { Batcher, type BatcherOptions } from './batcher';
import { Deadline } from './deadline';

/** Runs that last until they are ended, in their order. */
function setUp(options: Partial<BatcherOptions<string, string>> = {}) {
  const runs: { items: readonly string[]; end: (results?: (string | Promise<string>)[]) => void }[] = [];
  const batcher = new Batcher<string, string>({
    run: async (_, items) =>
      new Promise((resolve) => {
        runs.push({
          items,
          end: (results = items.map((item) => `${item} done`)) => {
            resolve(results);
          },
        });
      }),
    parallel: 1,
    ...options,
  });
  return {
    add: async (item: string) => batcher.add(1, item, { deadline: new Deadline() }),
    runs,
    started: () => runs.map(({ items }) => items),
    queues: (batcher as unknown as { queues: Map<number, unknown> }).queues,
  };
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
});

afterEach(() => {
  jest.useRealTimers();
});

describe('Batcher', () => {
  it('runs what comes meanwhile together, and keeps nothing afterwards', async () => {
    const { add, runs, started, queues } = setUp();
    const results = Promise.all(['a', 'b', 'c'].map(add));
    runs[0]!.end();
    await settle();
    runs[1]!.end();
    expect(await results).toEqual(['a done', 'b done', 'c done']);
    expect(started()).toEqual([['a'], ['b', 'c']]);
    await settle();
    expect([queues.size, jest.getTimerCount()]).toEqual([0, 0]);
  });

  it('lets 1,000 calls of a key wait, and refuses the next one', async () => {
    const { add, started } = setUp();
    void [...Array(1_001).keys()].map(async (n) => add(`${n}`));
    await expect(add('one more')).rejects.toMatchObject({ reason: 'too many' });
    expect(started()).toEqual([['0']]);
  });

  it('takes 64 at most, and no more than a megabyte, but always one', async () => {
    const { add, runs, started } = setUp({ sizeOf: (item) => (item.startsWith('large') ? 600_000 : 1) });
    const items = ['first', 'large 1', 'large 2', ...Array.from({ length: 70 }, (_, n) => `small ${n}`)];
    void items.map(add);
    for (let run = 0; run < 3; run++) {
      runs[run]!.end();
      await settle();
    }
    expect(started().map((run) => [run[0], run.length])).toEqual([
      ['first', 1],
      ['large 1', 1],
      ['large 2', 64],
      ['small 63', 7],
    ]);
    const huge = setUp({ sizeOf: () => 2_000_000 });
    void ['a', 'b'].map(huge.add);
    huge.runs[0]!.end();
    await settle();
    expect(huge.started()).toEqual([['a'], ['b']]);
  });

  it('refuses what waits longer than its deadline, and never runs it', async () => {
    const { add, runs, started, queues } = setUp();
    const first = add('a');
    const late = expect(add('b')).rejects.toMatchObject({ reason: 'no turn' });
    jest.advanceTimersByTime(1_000);
    const next = add('c');
    jest.advanceTimersByTime(1_000);
    await late;
    runs[0]!.end();
    expect(await first).toBe('a done');
    await settle();
    expect(started()).toEqual([['a'], ['c']]);
    runs[1]!.end();
    expect(await next).toBe('c done');
    await settle();
    expect([queues.size, jest.getTimerCount()]).toEqual([0, 0]);
  });

  it('goes on while one of a run goes on by itself', async () => {
    const { add, runs, started } = setUp();
    const results = ['a', 'b', 'c', 'd'].map(add);
    const settled = Promise.allSettled(results);
    runs[0]!.end();
    await settle();
    let leave = (_: string): void => undefined;
    runs[1]!.end([
      new Promise<string>((resolve) => (leave = resolve)),
      Promise.reject(new Error('broken')),
      'd done',
    ]);
    await settle();
    void add('e');
    expect(started()).toEqual([['a'], ['b', 'c', 'd'], ['e']]);
    leave('b late');
    expect(await settled).toEqual([
      { status: 'fulfilled', value: 'a done' },
      { status: 'fulfilled', value: 'b late' },
      { status: 'rejected', reason: new Error('broken') },
      { status: 'fulfilled', value: 'd done' },
    ]);
  });

  it('fails for all of a run that fails, and runs the next', async () => {
    const runs: (readonly string[])[] = [];
    const { add } = setUp({
      run: async (_, items) => {
        runs.push(items);
        await Promise.resolve();
        throw new Error(`broken ${runs.length}`);
      },
    });
    const reasons = (await Promise.allSettled(['a', 'b', 'c'].map(add))).map((result) =>
      result.status === 'rejected' ? (result.reason as Error).message : undefined,
    );
    expect(reasons).toEqual(['broken 1', 'broken 2', 'broken 2']);
  });
});
