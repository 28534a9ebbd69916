import { type Caller } from '../auth/caller';
import { LeasedQuota } from './leased-quota';
import { Quotas } from './quotas';

const caller = (companyId: number, personId: number): Caller => ({
  companyId,
  personId,
  tokenId: 1,
  requestId: 'r',
  permissions: new Set(),
});

describe('Quotas', () => {
  let now = 0;
  let quotas: Quotas;

  /** Leases of a second, five requests each, of ten. */
  beforeEach(() => {
    quotas = new Quotas(
      () =>
        new LeasedQuota(
          1_000,
          async (granted) =>
            Promise.resolve({ window_start: now, milliseconds_left: 1_000, granted, unleased: 5 }),
          () => now,
        ),
    );
  });

  it('keeps one for each person and company while its window lasts', async () => {
    const callers = [caller(1, 1), caller(1, 2), caller(2, 1), caller(11, 1), caller(1, 11)];
    for (const remaining of [9, 8]) {
      for (const one of callers) expect(await quotas.take(one)).toMatchObject({ remaining });
    }
    expect(quotas.size).toBe(callers.length);
  });

  it('forgets those whose window has ended', async () => {
    for (let person = 1; person <= 100; person++) await quotas.take(caller(1, person));
    now += 500;
    await quotas.take(caller(1, 101));
    expect(quotas.size).toBe(101);
    now += 500;
    expect(await quotas.take(caller(1, 1))).toMatchObject({ remaining: 9 });
    expect(quotas.size).toBe(2);
    expect(await quotas.take(caller(1, 101))).toMatchObject({ remaining: 8 });
  });

  it('is one for requests that come at once', async () => {
    const standings = await Promise.all([1, 2, 3].map(async () => quotas.take(caller(1, 1))));
    expect(standings.map(({ remaining }) => remaining)).toEqual([9, 8, 7]);
  });
});
