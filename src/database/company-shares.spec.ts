import { CompanyShares, type ShareLimits } from './company-shares';

const A = 1;
const B = 2;
const C = 3;

/** Work that runs until it is finished by its name, and the names of what has started, in their order. */
function setUp(limits: Partial<ShareLimits> = {}) {
  const shares = new CompanyShares({ total: 3, perCompany: 2, maxWaiting: 10, waitMs: 2_000, ...limits });
  const started: string[] = [];
  const running = new Map<string, (error?: Error) => void>();
  const add = async (companyId: number, name: string): Promise<string> =>
    shares.run(
      companyId,
      async () =>
        new Promise<string>((resolve, reject) => {
          started.push(name);
          running.set(name, (error) => {
            if (error === undefined) resolve(name);
            else reject(error);
          });
        }),
      () => new Error(`refused ${name}`),
    );
  const finish = async (name: string, error?: Error): Promise<void> => {
    running.get(name)!(error);
    await settle();
  };
  return { add, finish, started, shares };
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('CompanyShares', () => {
  it('starts no more work than the share of a company and the total, and the next when one ends', async () => {
    const { add, finish, started } = setUp();
    const results = [add(A, 'a1'), add(A, 'a2'), add(A, 'a3'), add(B, 'b1'), add(B, 'b2')];
    await settle();
    expect(started).toEqual(['a1', 'a2', 'b1']);
    await finish('b1');
    expect(started).toEqual(['a1', 'a2', 'b1', 'b2']);
    await finish('a2');
    expect(started).toEqual(['a1', 'a2', 'b1', 'b2', 'a3']);
    for (const name of ['a1', 'a3', 'b2']) await finish(name);
    expect(await Promise.all(results)).toEqual(['a1', 'a2', 'a3', 'b1', 'b2']);
  });

  it('lets companies take turns, however many calls of one came first', async () => {
    const { add, finish, started } = setUp({ total: 1, perCompany: 1 });
    void ['a1', 'a2', 'a3', 'a4'].map((name) => add(A, name));
    void ['b1', 'b2'].map((name) => add(B, name));
    void add(C, 'c1');
    await settle();
    for (const name of ['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']) await finish(name);
    expect(started).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
  });

  it('gives the turn of failed work to the next', async () => {
    const { add, finish, started } = setUp({ total: 1 });
    const failed = expect(add(A, 'a1')).rejects.toThrow('broken');
    const next = add(A, 'a2');
    await settle();
    await finish('a1', new Error('broken'));
    await failed;
    expect(started).toEqual(['a1', 'a2']);
    await finish('a2');
    expect(await next).toBe('a2');
  });

  it('refuses what waits longer than its deadline, and never starts it', async () => {
    const { add, finish, started } = setUp({ perCompany: 1 });
    void add(A, 'a1');
    const late = expect(add(A, 'a2')).rejects.toThrow('refused a2');
    await settle();
    jest.advanceTimersByTime(1_999);
    const next = add(A, 'a3');
    jest.advanceTimersByTime(1);
    await late;
    await finish('a1');
    expect(started).toEqual(['a1', 'a3']);
    await finish('a3');
    expect(await next).toBe('a3');
  });

  it('refuses at once what finds too many of its company waiting', async () => {
    const { add, started } = setUp({ perCompany: 1, maxWaiting: 1 });
    void add(A, 'a1');
    void add(A, 'a2');
    await settle();
    await expect(add(A, 'a3')).rejects.toThrow('refused a3');
    void add(B, 'b1');
    await settle();
    expect(started).toEqual(['a1', 'b1']);
  });

  it('keeps nothing of a company whose work is done or refused', async () => {
    const { add, finish, shares } = setUp({ perCompany: 1 });
    const done = add(A, 'a1');
    const late = expect(add(A, 'a2')).rejects.toThrow('refused a2');
    await settle();
    jest.advanceTimersByTime(2_000);
    await late;
    await finish('a1');
    await done;
    expect((shares as unknown as { queues: Map<number, unknown> }).queues.size).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });
});
