import { type Lease, Quota } from './quota';

const HOUR = 3_600_000;
const lease = (granted: number, unleased: number, more: Partial<Lease> = {}): Lease => ({
  window_start: 0,
  milliseconds_left: HOUR,
  granted,
  unleased,
  ...more,
});
const allowed = (remaining: number, seconds = 3_600): object => ({ isAllowed: true, remaining, seconds });
const refused = (seconds = 3_600): object => ({ isAllowed: false, remaining: 0, seconds });

describe('Quota', () => {
  it.each([
    [1, 1],
    [199, 1],
    [399, 1],
    [400, 2],
    [1_000, 5],
    [5_000, 25],
    [1_000_000_000, 5_000_000],
  ])('leases, of a limit of %d, %d at once', (limit, size) => {
    expect(new Quota(limit).leaseSize).toBe(size);
  });

  it.each([1, 2, 10, 100, 199, 200, 399, 400, 401, 600, 999, 1_000, 5_000, 123_456])(
    'never holds 1 %% of a limit without need: %d',
    (limit) => {
      const quota = new Quota(limit);
      let unleased = limit;
      let held = 0;
      let most = 0;
      for (let request = 0; request < limit; request++) {
        while (quota.take(0) === undefined || (quota.isRunningLow && unleased > 0)) {
          const granted = Math.min(quota.leaseSize, unleased);
          unleased -= granted;
          held += granted;
          quota.add(lease(granted, unleased), 0);
          if (held > granted) break;
        }
        held--;
        most = Math.max(most, held);
      }
      expect(most).toBeLessThan(limit / 100);
    },
  );

  it('knows nothing without a lease', () => {
    const quota = new Quota(5_000);
    expect(quota.take(0)).toBeUndefined();
    expect(quota.hasEnded(0)).toBe(true);
    expect(quota.isRunningLow).toBe(false);
  });

  it('counts down', () => {
    const quota = new Quota(5_000);
    quota.add(lease(2, 10), 0);
    expect([quota.take(0), quota.take(0), quota.take(0)]).toEqual([allowed(11), allowed(10), undefined]);
  });

  it('adds a lease to what is left of the one before', () => {
    const quota = new Quota(5_000);
    quota.add(lease(2, 10), 0);
    quota.take(0);
    quota.add(lease(4, 5), 0);
    expect(quota.take(0)).toEqual(allowed(9));
  });

  it('does not carry a lease into the next window', () => {
    const quota = new Quota(5_000);
    quota.add(lease(20, 4_980), 0);
    quota.add(lease(1, 0, { window_start: HOUR }), 0);
    expect(quota.take(0)).toEqual(allowed(0));
  });

  it('needs a new lease when the window has ended', () => {
    const quota = new Quota(5_000);
    quota.add(lease(2, 10, { milliseconds_left: 100 }), 1_000);
    expect(quota.take(1_099)).toEqual(allowed(11, 1));
    expect(quota.hasEnded(1_099)).toBe(false);
    expect(quota.hasEnded(1_100)).toBe(true);
    expect(quota.take(1_100)).toBeUndefined();
  });

  it.each([
    [3_600_000, 3_600],
    [3_599_001, 3_600],
    [3_599_000, 3_599],
    [0.5, 1],
  ])('rounds up: %d milliseconds are %d seconds', (milliseconds, seconds) => {
    const quota = new Quota(1);
    quota.add(lease(0, 0, { milliseconds_left: milliseconds }), 0);
    expect(quota.take(0)).toEqual(refused(seconds));
  });

  it('refuses when nothing is left, and asks again after a second', () => {
    const quota = new Quota(5_000);
    quota.add(lease(0, 0), 0);
    expect(quota.take(0)).toEqual(refused());
    expect(quota.take(999)).toEqual(refused(3_600));
    expect(quota.take(1_000)).toBeUndefined();
  });

  it('runs low as soon as a lease is begun, if there is more to have', () => {
    const quota = new Quota(1_000);
    quota.add(lease(5, 1), 0);
    quota.take(0);
    expect(quota.isRunningLow).toBe(false);
    quota.take(0);
    expect(quota.isRunningLow).toBe(true);
    quota.add(lease(0, 0), 0);
    expect(quota.isRunningLow).toBe(false);
  });
});
