import { ENDS_PER_TURN } from '../database/loop-turns';
import { LeasedQuota } from './leased-quota';
import { type Lease, type Standing } from './quota';

/** What the database would do for one person and one process, with responses that come when the test says so. */
class Window {
  readonly wanted: number[] = [];
  private readonly responses: (() => void)[] = [];
  private unleased: number;

  constructor(limit: number) {
    this.unleased = limit;
  }

  readonly lease = (wanted: number): Promise<Lease> => {
    this.wanted.push(wanted);
    const granted = Math.min(wanted, this.unleased);
    this.unleased -= granted;
    const response = { window_start: 0, milliseconds_left: 60_000, granted, unleased: this.unleased };
    return new Promise((resolve) =>
      this.responses.push(() => {
        resolve(response);
      }),
    );
  };

  get isAsked(): boolean {
    return this.responses.length > 0;
  }

  async response(): Promise<void> {
    this.responses.shift()!();
    await new Promise(setImmediate);
  }
}

const count = (standings: readonly Standing[]): object => ({
  allowed: standings.filter(({ isAllowed }) => isAllowed).length,
  refused: standings.filter(({ isAllowed }) => !isAllowed).length,
});

describe('LeasedQuota', () => {
  it('lets the first requests share a lease, and then asks for as many as wait', async () => {
    const window = new Window(1_000);
    const quota = new LeasedQuota(1_000, window.lease, () => 0);
    const requests = Promise.all(Array.from({ length: 32 }, () => quota.take()));
    expect(window.wanted).toEqual([5]);
    await window.response();
    expect(window.wanted).toEqual([5, 34]);
    await window.response();
    expect(count(await requests)).toEqual({ allowed: 32, refused: 0 });
  });

  it('lets those that share a lease go on a few in each turn of the event loop', async () => {
    const COUNT = 5 * ENDS_PER_TURN;
    const window = new Window(1_000);
    const quota = new LeasedQuota(1_000, window.lease, () => 0);
    let done = 0;
    for (let request = 0; request < COUNT; request++) void quota.take().then(() => done++);
    let most = 0;
    while (done < COUNT) {
      const before = done;
      if (window.isAsked) await window.response();
      else await new Promise(setImmediate);
      most = Math.max(most, done - before);
    }
    expect(most).toBeLessThanOrEqual(ENDS_PER_TURN);
  });

  it('asks before the lease is used up, and no request waits', async () => {
    const window = new Window(5_000);
    const quota = new LeasedQuota(5_000, window.lease, () => 0);
    const first = quota.take();
    await window.response();
    expect(await first).toEqual({ isAllowed: true, remaining: 4_999, seconds: 60 });
    expect(window.wanted).toEqual([25]);
    for (let request = 2; request <= 25; request++) {
      expect(await quota.take()).toEqual({ isAllowed: true, remaining: 5_000 - request, seconds: 60 });
    }
    expect(window.wanted).toEqual([25, 25]);
    await window.response();
    expect(await quota.take()).toEqual({ isAllowed: true, remaining: 4_974, seconds: 60 });
  });

  it('refuses all who wait for what is not there', async () => {
    const window = new Window(3);
    const quota = new LeasedQuota(3, window.lease, () => 0);
    const requests = Promise.all(Array.from({ length: 5 }, () => quota.take()));
    await window.response();
    await window.response();
    expect(count(await requests)).toEqual({ allowed: 3, refused: 2 });
    expect(window.wanted).toEqual([1, 4]);
  });

  it('passes a failure on to those who wait, and asks again for the next', async () => {
    let attempts = 0;
    const quota = new LeasedQuota(1_000, async (wanted) => {
      if (++attempts === 1) throw new Error('away');
      return Promise.resolve({ window_start: 0, milliseconds_left: 60_000, granted: wanted, unleased: 0 });
    });
    expect(await Promise.allSettled([quota.take(), quota.take()])).toEqual([
      { status: 'rejected', reason: new Error('away') },
      { status: 'rejected', reason: new Error('away') },
    ]);
    expect(quota.isOver).toBe(true);
    expect(await quota.take()).toMatchObject({ isAllowed: true, remaining: 4 });
  });

  it('survives the failure of a lease that no request waits for', async () => {
    let attempts = 0;
    const quota = new LeasedQuota(1_000, async () => {
      if (++attempts === 2) throw new Error('away');
      return Promise.resolve({ window_start: 0, milliseconds_left: 60_000, granted: 5, unleased: 900 });
    });
    for (let request = 1; request <= 6; request++) {
      expect(await quota.take()).toMatchObject({ isAllowed: true });
      await new Promise(setImmediate);
    }
    expect(attempts).toBe(3);
  });

  it('asks again when a lease comes too late for its window', async () => {
    const left = [0, 60_000];
    const quota = new LeasedQuota(1_000, async (granted) =>
      Promise.resolve({ window_start: left.length, milliseconds_left: left.shift()!, granted, unleased: 0 }),
    );
    expect(await quota.take()).toEqual({ isAllowed: true, remaining: 4, seconds: 60 });
  });
});
