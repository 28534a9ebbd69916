import { startApp } from '../support/app';
import { createCompany } from '../support/builders/company';
import { createDatabase, type TestDatabase } from '../support/database';
import { until } from '../support/until';
import { scaled, report } from './scale';

const KEYS = scaled(2_500, 500_000);

let database: TestDatabase;

beforeEach(async () => {
  database = await createDatabase();
});

afterEach(async () => {
  await database.drop();
});

/** Keys of two companies that send no requests, half of them expired. */
async function createKeys(): Promise<void> {
  for (const { companyId, personId } of [await createCompany(database), await createCompany(database)]) {
    for (const age of ['23 hours', '25 hours']) {
      await database.query(
        `insert into idempotency_keys (company_id, person_id, key, created_at, request_hash, status, body)
         select $1, $2, $3 || n, now() - $3::interval, repeat('h', 43), 201, repeat('b', 700)
           from generate_series(1, $4::integer) as n`,
        [companyId, personId, age, KEYS],
      );
    }
  }
}

const expired = async (): Promise<number> => {
  const [row] = await database.query<{ count: number }>(
    "select count(*)::integer as count from idempotency_keys where created_at <= now() - interval '24 hours'",
  );
  return row!.count;
};

describe('expired idempotency keys', () => {
  it('go in all companies, until none is left, and the others stay', async () => {
    await createKeys();
    expect(await expired()).toBe(2 * KEYS);
    const start = performance.now();
    const [one, other] = await Promise.all([startApp({ database }), startApp({ database })]);
    await until(async () => (await expired()) === 0);
    const seconds = (performance.now() - start) / 1000;
    expect(await database.query('select count(*)::integer as count from idempotency_keys')).toEqual([
      { count: 2 * KEYS },
    ]);
    await Promise.all([one.stop(), other.stop()]);
    report(`${2 * KEYS} expired keys of two companies, two processes`, `gone in ${seconds.toFixed(0)} s`);
  });
});
