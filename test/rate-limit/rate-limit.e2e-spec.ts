import { type ApiResponse } from '../support/api';
import { useService } from '../support/app';
import { createCompany, createPerson, type TestCompany, type TestUser } from '../support/builders/company';
import { sentStatements } from '../support/sent-statements';
import { expectTooMany, limitOf, secondsLeft, usedBy } from './rate-limit';

const LIMIT = 3;

const service = useService({ rateLimitPerHour: LIMIT });
let company: TestCompany;

beforeEach(async () => {
  company = await createCompany(service.database);
});

const me = async (user: TestUser): Promise<ApiResponse> => service.api.as(user).get('/api/persons/me');

/** Expects that the window began a moment ago. */
async function expectFresh(response: ApiResponse, remaining: number): Promise<void> {
  const limit = limitOf(response);
  expect(limit).toMatchObject({ policy: `"hour";q=${LIMIT};w=3600`, remaining });
  expect(limit?.seconds).toBeLessThanOrEqual(3_600);
  expect(limit?.seconds).toBeGreaterThanOrEqual(Math.ceil((await secondsLeft(service.database, company))!));
}

async function useUp(user: TestUser): Promise<void> {
  for (let request = 0; request < LIMIT; request++) expect((await me(user)).status).toBe(200);
  expect((await me(user)).status).toBe(429);
}

describe('the rate limit', () => {
  it('says with each response what is left', async () => {
    for (const remaining of [2, 1, 0]) {
      const response = await me(company);
      expect(response.body).toMatchObject({ id: company.personId });
      await expectFresh(response, remaining);
      expect(response.headers.get('retry-after')).toBeNull();
    }
  });

  it('refuses what is over it, and says truthfully for how long', async () => {
    await me(company);
    await service.database.query(
      "update rate_limits set window_start = now() - interval '42 minutes' where company_id = $1",
      [company.companyId],
    );
    await me(company);
    await me(company);
    const before = await secondsLeft(service.database, company);
    const response = await me(company);
    const after = await secondsLeft(service.database, company);
    const seconds = expectTooMany(response, LIMIT);
    expect(seconds).toBeLessThanOrEqual(Math.ceil(before!));
    expect(seconds).toBeGreaterThanOrEqual(Math.ceil(after!));
    expect(limitOf(response)).toEqual({ policy: `"hour";q=${LIMIT};w=3600`, remaining: 0, seconds });
  });

  it('writes nothing of a request that it refuses', async () => {
    await useUp(company);
    const sent = await sentStatements(async () => {
      expectTooMany(
        await service.api.as(company).post('/api/client', { acronym: 'A', corporate_name: 'A' }),
        LIMIT,
      );
    });
    expect(sent.filter((sql) => /\bclients\b/.test(sql))).toEqual([]);
  });

  it('is of a person', async () => {
    const colleague = await createPerson(service.database, company, []);
    await useUp(company);
    expect(limitOf(await me(colleague))).toMatchObject({ remaining: LIMIT - 1 });
  });

  it('is of a person in a company', async () => {
    const other = await createCompany(service.database);
    const there = await createPerson(service.database, other, []);
    const [here] = await service.database.query<{ account_id: number }>(
      'select account_id from persons where company_id = $1 and id = $2',
      [company.companyId, company.personId],
    );
    await service.database.query('update persons set account_id = $1 where company_id = $2 and id = $3', [
      here!.account_id,
      other.companyId,
      there.personId,
    ]);
    await useUp(company);
    const response = await me({ ...there, token: company.token });
    expect(response.body).toMatchObject({ id: there.personId });
    expect(limitOf(response)).toMatchObject({ remaining: LIMIT - 1 });
  });

  it('begins anew when the hour is over', async () => {
    await useUp(company);
    await service.database.query(
      "update rate_limits set window_start = (window_start at time zone 'UTC' - interval '1 hour') at time zone 'UTC' where company_id = $1",
      [company.companyId],
    );
    let response = await me(company);
    while (response.status === 429) response = await me(company);
    expect(response.status).toBe(200);
    await expectFresh(response, LIMIT - 1);
  });

  it('keeps no person waiting whose hour began in the future: the clock was put back', async () => {
    await me(company);
    await service.database.query(
      "update rate_limits set window_start = now() + interval '1 day', used = $1 where company_id = $2",
      [LIMIT, company.companyId],
    );
    await expectFresh(await me(company), LIMIT - 1);
  });
});

describe('what counts', () => {
  it('is also a request that is answered with an error', async () => {
    const withoutPermissions = await createPerson(service.database, company, []);
    const api = service.api.as(withoutPermissions);
    const responses = [
      await api.post('/api/projects', '{broken'),
      await api.get('/api/project-types/x'),
      await api.get('/api/project-types/1000000'),
    ];
    expect(responses.map((response) => [response.status, limitOf(response)?.remaining])).toEqual([
      [403, 2],
      [400, 1],
      [404, 0],
    ]);
  });

  it('comes before the permission', async () => {
    const withoutPermissions = await createPerson(service.database, company, []);
    await useUp(withoutPermissions);
    expectTooMany(await service.api.as(withoutPermissions).post('/api/projects', {}), LIMIT);
  });

  it('does not count a request without a known token', async () => {
    const responses = [
      await service.api.get('/api/persons/me'),
      await me({ ...company, token: 'nope' }),
      await me({ ...company, company: 'nope' }),
      await service.api.as(company).get('/api/persons/me', { headers: { 'Wethod-Version': 'x' } }),
      await service.api.as(company).get('/api/nope'),
      await service.api.get('/health/ready'),
    ];
    expect(responses.map((response) => [response.status, limitOf(response)])).toEqual(
      [401, 401, 401, 400, 404, 200].map((status) => [status, undefined]),
    );
    expect(await usedBy(service.database, company)).toBeUndefined();
  });
});
