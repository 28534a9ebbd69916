import { type Api, invalidData } from '../support/api';
import { useService } from '../support/app';
import { createCompany, createPerson, insert, type TestCompany } from '../support/builders/company';
import { client, idsOf, notFound, shown } from './client';

const service = useService();

async function setup(): Promise<{ company: TestCompany; api: Api }> {
  const company = await createCompany(service.database);
  return { company, api: service.api.as(company) };
}

/** Five clients, changed on the days 11 to 15; the second and the fourth were deleted on that day. */
async function setupFive(): Promise<{ api: Api; ids: number[] }> {
  const { company, api } = await setup();
  const ids = [company.clientId];
  for (const name of ['B', 'C', 'D', 'E']) {
    const row = { company_id: company.companyId, corporate_name: name, acronym: name };
    ids.push(await insert(service.database, 'clients', row));
  }
  for (const [index, id] of ids.entries()) {
    const day = `2025-02-1${index + 1}T09:26:18.797Z`;
    await service.database.query('update clients set updated_at = $1, deleted_at = $2 where id = $3', [
      day,
      index % 2 === 1 ? day : null,
      id,
    ]);
  }
  return { api, ids };
}

describe('GET /api/clients', () => {
  it('lists the clients of the company alone, key by key in the order of the contract', async () => {
    const { company, api } = await setup();
    await setup();
    const response = await api.get('/api/clients');
    expect(shown(response)).toEqual({ status: 200, body: [client(company.clientId)] });
    expect(Object.keys((response.body as object[])[0]!)).toEqual(Object.keys(client(1)));
    expect(response.headers.get('link')).toBeNull();
  });

  it.each([
    ['limit=2', [0, 2]],
    ['limit=2&offset=1', [2, 4]],
    ['offset=3', []],
    ['deleted=exclude', [0, 2, 4]],
    ['deleted=include', [0, 1, 2, 3, 4]],
    ['deleted=only', [1, 3]],
    ['deleted=only&deleted_at=2025-02-12', [1]],
    ['deleted=include&deleted_at=gt:2025-02-12T09:26:18.797Z', [3]],
    ['deleted=include&deleted_at=neq:2025-02-12', [0, 2, 3, 4]],
    ['deleted_at=2025-02-12', []],
    ['updated_at=gte:2025-02-13', [2, 4]],
    ['updated_at=notIn:2025-02-13,2025-02-15T09:26:18.797Z', [0]],
    ['updated_at=bt:2025-02-12,2025-02-14&deleted=include', [1, 2, 3]],
  ])('answers %s', async (query, expected) => {
    const { api, ids } = await setupFive();
    const response = await api.get(`/api/clients?${query}`);
    expect({ status: response.status, ids: idsOf(response) }).toEqual({
      status: 200,
      ids: expected.map((index) => ids[index]),
    });
  });

  it('leads through all pages by Link: rel="next"', async () => {
    const { api, ids } = await setupFive();
    const pages: number[][] = [];
    let next: string | undefined = '/api/clients?offset=1&deleted=include&limit=2';
    while (next !== undefined) {
      const response = await api.get(next);
      pages.push(idsOf(response));
      next = /^<(\/api\/clients\?[^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
    }
    expect(pages).toEqual([ids.slice(1, 3), ids.slice(3, 5), []]);
    expect(idsOf(await api.get(`/api/clients?after=${ids[2]}`))).toEqual([ids[4]]);
  });

  it('refuses parameters that it does not know, and wrong ones, all at once', async () => {
    const { api } = await setup();
    expect(shown(await api.get('/api/clients?colour=red&deleted=yes&limit=0&after=x'))).toEqual({
      status: 400,
      body: invalidData(
        { field: 'limit', message: 'must be from 1 to 100' },
        { field: 'after', message: 'must be an integer' },
        { field: 'deleted', message: 'must be one of: exclude, include, only' },
        { field: 'colour', message: 'is not a parameter of this list' },
      ),
    });
  });
});

describe('GET /api/clients/{id}', () => {
  it.each([
    ['', 0, true],
    ['', 1, false],
    ['?deleted=include', 0, true],
    ['?deleted=include', 1, true],
    ['?deleted=only', 0, false],
    ['?deleted=only', 1, true],
  ])('with "%s" of client %s: %s', async (query, index, isFound) => {
    const { api, ids } = await setupFive();
    const id = ids[index]!;
    const names = [{}, { corporate_name: 'B', acronym: 'B', deleted_at: '2025-02-12T09:26:18.797Z' }];
    expect(shown(await api.get(`/api/clients/${id}${query}`))).toEqual(
      isFound ? { status: 200, body: client(id, names[index]) } : notFound(id),
    );
  });

  it('returns 404 alike to one of another company and to none', async () => {
    const { api } = await setup();
    const other = await setup();
    for (const id of [other.company.clientId, 999_999]) {
      expect(shown(await api.get(`/api/clients/${id}?deleted=include`))).toEqual(notFound(id));
    }
  });
});

describe('when the role lacks crm.view', () => {
  it('returns 403 to list and get, and both to whom has nothing else', async () => {
    const { company } = await setup();
    const editor = service.api.as(await createPerson(service.database, company, ['crm.edit']));
    const viewer = service.api.as(await createPerson(service.database, company, ['crm.view']));
    for (const path of ['/api/clients', `/api/clients/${company.clientId}`, '/api/clients/999999']) {
      expect(shown(await editor.get(path))).toEqual({
        status: 403,
        body: {
          key: 'forbidden',
          message: 'You need the permission crm.view, which your role does not have.',
        },
      });
    }
    expect(idsOf(await viewer.get('/api/clients'))).toEqual([company.clientId]);
    expect((await viewer.get(`/api/clients/${company.clientId}`)).status).toBe(200);
  });
});
