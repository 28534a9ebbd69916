import { AuthenticationRepository } from '../../src/auth/authentication.repository';
import { type ApiResponse } from '../support/api';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { everythingOf } from '../support/queries';

const service = useService();
let company: TestCompany;

beforeAll(async () => {
  company = await createCompany(service.database);
});

/** Sends a write that must be refused and must store nothing. */
async function refused(method: string, path: string, body: object): Promise<ApiResponse['body']> {
  const before = await everythingOf(service.database, company.companyId);
  const response = await service.api.as(company).send(method, path, { body });
  expect(response.status).toBe(400);
  expect(await everythingOf(service.database, company.companyId)).toEqual(before);
  return response.body;
}

const many = (count: number, key: (number: number) => string, value: unknown): object =>
  Object.fromEntries(Array.from({ length: count }, (_, number) => [key(number + 1), value]));

describe('what one request can make the service do', () => {
  it('names 100 of very many failures, and counts the others', async () => {
    const body = await refused('POST', '/api/projects', {
      ...projectBody(company),
      ...many(1_900, (number) => `colour_${number}`, 'red'),
    });
    const { failures } = body as { failures: object[] };
    expect(failures).toHaveLength(101);
    expect(failures[0]).toEqual({ field: 'colour_1', message: 'is not a field of a project' });
    expect(failures[100]).toEqual({ field: 'body', message: 'has 1800 more failures' });
  });

  it.each([
    ['keys', many(2_001, (number) => `colour_${number}`, 1), 'must have at most 2000 keys, it has 2001'],
    [
      'keys in a list',
      { name: Array(1_000).fill({ a: 1, b: 2 }) },
      'must have at most 2000 keys, it has 2001',
    ],
    ['values', { name: Array(20_001).fill(1) }, 'must have at most 20000 values'],
    ['empty lists', { name: Array(10_001).fill([]) }, 'must have at most 20000 values'],
  ])('does not even parse very many %s', async (_, body, message) => {
    const parse = jest.spyOn(JSON, 'parse');
    const response = await refused('POST', '/api/projects', body);
    expect((response as { failures: object[] }).failures).toEqual([{ field: 'body', message }]);
    const sent = JSON.stringify(body);
    expect(parse.mock.calls.filter(([text]) => text === sent)).toEqual([]);
    parse.mockRestore();
  });

  it.each([
    ['POST', '/api/projects'],
    ['PUT', '/api/projects/by-external/crm/1'],
    ['POST', '/api/projects?dry_run=true'],
  ])('takes at most 500 metadata fields: %s %s', async (method, path) => {
    const body = await refused(method, path, {
      ...projectBody(company),
      ...many(501, (number) => `metadata_${number}`, 'IT'),
    });
    expect((body as { failures: object[] }).failures).toEqual([
      { field: 'body', message: 'must have at most 500 fields metadata_<id>, it has 501' },
    ]);
  });

  it('repeats no more than the beginning of what was sent', async () => {
    const body = await refused('POST', '/api/projects', {
      ...projectBody(company),
      ['k'.repeat(100_000)]: 1,
    });
    expect((body as { failures: object[] }).failures).toEqual([
      { field: `${'k'.repeat(200)}…`, message: 'is not a field of a project' },
    ]);
  });

  it('takes at most 1,000 replacements of values', async () => {
    const replacements = many(1_001, (number) => `value ${number}`, null);
    const path = `/api/project-metadata/${company.metadataId}`;
    expect((await refused('PATCH', path, { replacements })) as object).toMatchObject({
      failures: [{ field: 'replacements', message: 'must have at most 1000 entries, it has 1001' }],
    });
  });

  it('compares 10,000 values with 1,000 replacements in one pass', async () => {
    const values = Array.from({ length: 10_000 }, (_, number) => `value ${number}`);
    const includes = jest.spyOn(Array.prototype, 'includes');
    try {
      const path = `/api/project-metadata/${company.metadataId}`;
      const replacements = { old: 'other', ...many(999, (number) => `old ${number}`, 'value 1') };
      const body = await refused('PATCH', path, { values, replacements });
      const [first, second] = (body as { failures: object[] }).failures;
      expect([first, second]).toEqual([
        { field: 'replacements', message: 'must not replace by "other", which values does not have' },
        { field: 'replacements', message: 'must not replace "old 1", which it does not have' },
      ]);
      expect(includes.mock.contexts.filter((list) => (list as unknown[]).length === values.length)).toEqual(
        [],
      );
    } finally {
      includes.mockRestore();
    }
  });

  it('takes at most 10,000 values of a metadata', async () => {
    const values = Array.from({ length: 10_001 }, (_, number) => `value ${number}`);
    const body = await refused('POST', '/api/project-metadata', { key: 'Long', values });
    expect((body as { failures: object[] }).failures).toEqual([
      { field: 'values', message: 'must have at most 10000 entries, it has 10001' },
    ]);
    const api = service.api.as(company);
    const created = await api.post('/api/project-metadata', { key: 'Long', values: values.slice(1) });
    expect({ status: created.status, body: created.body }).toMatchObject({
      status: 201,
      body: { key: 'Long', values: values.slice(1) },
    });
  });

  it('does not look for a company whose slug is longer than any', async () => {
    const find = jest.spyOn(service.app.get(AuthenticationRepository), 'findCredentials');
    const responses = [];
    for (let number = 0; number < 20; number++) {
      const slug = `${number}`.padEnd(8_000, 'x');
      responses.push(await service.api.as({ ...company, company: slug }).get('/api/projects'));
    }
    expect(responses.map(({ status, body }) => ({ status, body }))).toEqual(
      Array(20).fill({
        status: 401,
        body: {
          key: 'unauthorized',
          message: 'The company does not exist, or this token does not belong to one of its persons.',
        },
      }),
    );
    // The token is looked at once, without a company.
    expect(find.mock.calls.length).toBeLessThanOrEqual(1);
    find.mockRestore();
  });
});
