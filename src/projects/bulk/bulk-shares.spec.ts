import { type Database } from '../../database/database';
import { LowPriority } from '../../database/low-priority';
import { BulkShares } from './bulk-shares';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('what imports take of the connections', () => {
  it.each([
    [1, 1],
    [2, 1],
    [3, 1],
    [4, 2],
    [5, 2],
    [8, 4],
    [10, 4],
    [50, 4],
  ])('with %d of them %d transactions, which is half at most', async (poolSize, expected) => {
    const shares = new BulkShares({ poolSize, lowPriority: new LowPriority() } as Database);
    const gone = new AbortController().signal;
    let running = 0;
    for (let company = 1; company <= 10; company++) {
      for (const bytes of [1_000, 10_000_000]) {
        void shares.transaction(company, { bytes, gone }, () => {
          running++;
          return new Promise(() => undefined);
        });
      }
    }
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    expect(running).toBe(expected);
    expect(running).toBeLessThanOrEqual(Math.max(1, poolSize / 2));
  });
});

describe('batches of one import', () => {
  const [A, B] = [1, 2];

  it.each([
    ['two at once', 2, [A]],
    ['one at a time while another company sends requests', 1, [A, B]],
  ])('run %s', async (_, expected, requests) => {
    const lowPriority = new LowPriority();
    const shares = new BulkShares({ poolSize: 10, lowPriority } as Database);
    for (const companyId of requests) lowPriority.requested(companyId);
    let running = 0;
    for (let batch = 0; batch < 3; batch++) {
      void shares.batch(A, () => {
        running++;
        return new Promise(() => undefined);
      });
    }
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    expect(running).toBe(expected);
  });
});
