import { type ApiResponse } from '../support/api';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { limitOf } from './rate-limit';

const service = useService({ rateLimitPerHour: 10 });
let company: TestCompany;

beforeEach(async () => {
  company = await createCompany(service.database);
});

const me = async (): Promise<ApiResponse> => service.api.as(company).get('/api/persons/me');

/** Makes the statements that count requests fail with this SQLSTATE while `work` runs. */
async function withFailure(state: string, work: () => Promise<void>): Promise<void> {
  await service.database.query(`
    create function fail() returns trigger language plpgsql as
      $$ begin raise exception 'injected' using errcode = '${state}'; end $$;
    create trigger fail before insert or update on rate_limits for each row execute function fail();
  `);
  try {
    await work();
  } finally {
    await service.database.query('drop trigger fail on rate_limits; drop function fail()');
  }
}

describe('when requests can not be counted', () => {
  it('returns 503 if the database is overloaded, as the request would be answered without a limit', async () => {
    await withFailure('53300', async () => {
      const response = await me();
      expect({ status: response.status, body: response.body }).toEqual({
        status: 503,
        body: {
          key: 'service_unavailable',
          message: 'The database has no connection or memory left for this. Try again in a moment.',
        },
      });
      expect(response.headers.get('retry-after')).toBe('2');
      expect(limitOf(response)).toBeUndefined();
    });
    expect(limitOf(await me())).toMatchObject({ remaining: 9 });
  });

  // As after a fail-over to a server that only reads: what only reads can still be answered.
  it('answers without counting if the database does not write', async () => {
    await withFailure('25006', async () => {
      const response = await me();
      expect({ status: response.status, limit: limitOf(response) }).toEqual({
        status: 200,
        limit: undefined,
      });
      expect(response.body).toMatchObject({ id: company.personId });
    });
    expect(limitOf(await me())).toMatchObject({ remaining: 9 });
  });
});
