import { type ApiResponse } from '../support/api';
import { type TestApp, useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { sentStatements } from '../support/sent-statements';
import { expectTooMany, limitOf, usedBy } from './rate-limit';

const LIMIT = 1_000;

const first = useService({ rateLimitPerHour: LIMIT });
const services = [first, useService(() => ({ rateLimitPerHour: LIMIT, database: first.database }))] as const;
let company: TestCompany;

beforeEach(async () => {
  company = await createCompany(first.database);
});

const me = async (service: TestApp): Promise<ApiResponse> => service.api.as(company).get('/api/persons/me');

/** Several clients at once, each of which sends until it is refused. */
async function sendUntilRefused(service: TestApp, clients: number): Promise<number> {
  let answered = 0;
  const client = async (): Promise<void> => {
    let response = await me(service);
    while (response.status === 200) {
      answered++;
      response = await me(service);
    }
    expectTooMany(response, LIMIT);
  };
  await Promise.all(Array.from({ length: clients }, client));
  return answered;
}

describe('two processes', () => {
  it('answer together what the limit allows', async () => {
    const [one, other] = await Promise.all(services.map(async (service) => sendUntilRefused(service, 16)));
    expect(one! + other!).toBeLessThanOrEqual(LIMIT);
    expect(one! + other!).toBeGreaterThanOrEqual(0.99 * LIMIT);
  });

  it('leave each other all but 1 %', async () => {
    const few = await Promise.all(Array.from({ length: 32 }, async () => me(services[0])));
    expect(few.filter(({ status }) => status === 200)).toHaveLength(32);
    const answered = few.length + (await sendUntilRefused(services[1], 16));
    expect(answered).toBeLessThanOrEqual(LIMIT);
    expect(answered).toBeGreaterThanOrEqual(0.99 * LIMIT);
  });

  it('refuse alike, and until the same moment', async () => {
    await first.database.query(
      "insert into rate_limits (company_id, person_id, window_start, used) values ($1, $2, now() - interval '5 minutes', $3)",
      [company.companyId, company.personId, LIMIT],
    );
    const [one, other] = await Promise.all(services.map(me));
    const difference = expectTooMany(one!, LIMIT) - expectTooMany(other!, LIMIT);
    expect(Math.abs(difference)).toBeLessThanOrEqual(1);
  });
});

describe('what it costs', () => {
  it('is a statement for every two hundredth part of the limit, and not one a request', async () => {
    const sent = await sentStatements(async () => {
      for (let request = 1; request <= 21; request++) {
        expect(limitOf(await me(services[0]))).toMatchObject({ remaining: LIMIT - request });
      }
    });
    // Five at a time, and at most one lease ahead.
    expect(sent.filter((sql) => sql.includes('rate_limits')).length).toBeLessThanOrEqual(6);
    expect(await usedBy(first.database, company)).toBeLessThanOrEqual(30);
  });
});

describe('a limit of 0', () => {
  const service = useService(() => ({ database: first.database }));

  it('is no limit: no headers, no statements', async () => {
    const sent = await sentStatements(async () => {
      const response = await me(service);
      expect({ status: response.status, limit: limitOf(response) }).toEqual({
        status: 200,
        limit: undefined,
      });
    });
    expect(sent.filter((sql) => sql.includes('rate_limits'))).toEqual([]);
  });
});
