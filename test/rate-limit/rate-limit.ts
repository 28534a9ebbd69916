import { type ApiResponse } from '../support/api';
import { type TestCompany } from '../support/builders/company';
import { type TestDatabase } from '../support/database';

export interface Limit {
  readonly policy: string;
  readonly remaining: number;
  readonly seconds: number;
}

/** What the headers of a response say; undefined if they say nothing. */
export function limitOf({ headers }: ApiResponse): Limit | undefined {
  const policy = headers.get('ratelimit-policy');
  const limit = headers.get('ratelimit');
  if (policy === null && limit === null) return undefined;
  const [, remaining, seconds] = /^"hour";r=(\d+);t=(\d+)$/.exec(limit ?? '') ?? [];
  return { policy: policy ?? '', remaining: Number(remaining), seconds: Number(seconds) };
}

/** Expects a 429, and answers after how many seconds it says to try again. */
export function expectTooMany({ status, headers, body }: ApiResponse, limit: number): number {
  const retryAfter = headers.get('retry-after');
  expect({ status, body }).toEqual({
    status: 429,
    body: {
      key: 'too_many_requests',
      message: `A person may send ${limit} requests in an hour. Try again in ${retryAfter} seconds.`,
    },
  });
  expect(headers.get('x-ratelimit-retry-after')).toBe(retryAfter);
  return Number(retryAfter);
}

/** How many seconds are left of the window, by the database's clock. */
export async function secondsLeft(
  database: TestDatabase,
  { companyId, personId }: TestCompany,
): Promise<number | undefined> {
  const [row] = await database.query<{ seconds: number }>(
    `select extract(epoch from window_start + interval '1 hour' - clock_timestamp()) as seconds
       from rate_limits where company_id = $1 and person_id = $2`,
    [companyId, personId],
  );
  return row?.seconds;
}

export async function usedBy(
  database: TestDatabase,
  { companyId, personId }: TestCompany,
): Promise<number | undefined> {
  const [row] = await database.query<{ used: number }>(
    'select used from rate_limits where company_id = $1 and person_id = $2',
    [companyId, personId],
  );
  return row?.used;
}
