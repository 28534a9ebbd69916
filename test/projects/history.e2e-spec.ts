import { type Permission } from '../../src/auth/permissions';
import { type ApiResponse, type Api, INSTANT } from '../support/api';
import { useService } from '../support/app';
import { createCompany, createPerson, type TestCompany } from '../support/builders/company';
import { projectBody, wholeProject, wholeProjectBody } from '../support/builders/project';
import { whileFailing } from '../support/failing';
import { eventsOf, everythingOf } from '../support/queries';

const service = useService();

const AT = '/api/projects';

interface Setup {
  readonly company: TestCompany;
  readonly api: Api;
  readonly id: number;
  readonly path: string;
  /** Sends a request with its X-Request-Id. */
  send(requestId: string, method: string, suffix?: string, body?: object): Promise<ApiResponse>;
  history(query?: string): Promise<unknown>;
}

async function setup(body?: (company: TestCompany) => object): Promise<Setup> {
  const company = await createCompany(service.database);
  const api = service.api.as(company);
  const headers = { 'X-Request-Id': 'creation' };
  const { id } = (await api.post(AT, body?.(company) ?? projectBody(company), { headers })).body as {
    id: number;
  };
  const path = `${AT}/${id}`;
  return {
    company,
    api,
    id,
    path,
    send: async (requestId, method, suffix = '', change) =>
      api.send(method, path + suffix, { headers: { 'X-Request-Id': requestId }, body: change }),
    history: async (query = '') => (await api.get(`${path}/history${query}`)).body,
  };
}

async function tokenIdOf({ companyId }: TestCompany): Promise<number> {
  const [token] = await service.database.query<{ id: number }>(
    `select tokens.id from tokens join persons using (account_id) where company_id = $1 order by tokens.id limit 1`,
    [companyId],
  );
  return token!.id;
}

/** An event by the company's administrator. */
async function eventOf(
  company: TestCompany,
  action: string,
  request_id: string,
  changes: unknown,
): Promise<object> {
  return {
    id: expect.any(Number) as number,
    created_at: INSTANT,
    action,
    person_id: company.personId,
    token_id: await tokenIdOf(company),
    request_id,
    changes,
  };
}

describe('GET /api/projects/{id}/history', () => {
  it('records a creation, with every field that has a value', async () => {
    const identity = { external_source: 'crm', external_id: 'D-1' };
    const { company, history } = await setup((of) => ({ ...wholeProjectBody(of), ...identity }));
    const { id: _id, created_at: _created, updated_at: _updated, ...project } = wholeProject(company);
    const changes = Object.entries<unknown>({ ...project, ...identity })
      .filter(([, to]) => to !== null)
      .map(([field, to]) => ({ field, from: null, to }));
    expect(await history()).toEqual([await eventOf(company, 'created', 'creation', changes)]);
  });

  it('records everything that is done, in its order, and still after the deletion', async () => {
    const { company, api, path, send, history } = await setup();
    const field = `metadata_${company.metadataId}`;
    const change = { name: 'Renamed', value: 2.25, start_date: '2025-03-31', due_date: '2025-12-31' };
    await send('change', 'PATCH', '', { ...change, probability: 50, [field]: 'IT' });
    await send('metadata', 'PATCH', '', { [field]: null, due_date: null });
    await send('archive', 'POST', ':archive');
    await send('unarchive', 'POST', ':unarchive');
    await send('delete', 'DELETE');
    const recorded = (await history()) as { changes: unknown }[];
    const archived = (from: boolean): object => ({ field: 'is_archived', from, to: !from });
    expect(recorded).toEqual([
      await eventOf(company, 'created', 'creation', recorded[0]?.changes),
      await eventOf(company, 'updated', 'change', [
        { field: 'name', from: 'First project', to: 'Renamed' },
        { field: 'value', from: 1.5, to: 2.25 },
        { field: 'date_start', from: '2024-01-01', to: '2025-03-01' },
        { field: 'due_date', from: null, to: '2025-12-31' },
        { field, from: null, to: 'IT' },
      ]),
      await eventOf(company, 'updated', 'metadata', [
        { field: 'due_date', from: '2025-12-31', to: null },
        { field, from: 'IT', to: null },
      ]),
      await eventOf(company, 'archived', 'archive', [archived(false)]),
      await eventOf(company, 'unarchived', 'unarchive', [archived(true)]),
      await eventOf(company, 'deleted', 'delete', []),
    ]);
    expect((await api.get(path)).status).toBe(404);
  });

  it('records nothing of what changes nothing, fails, or is tried only', async () => {
    const { company, send } = await setup();
    const before = await eventsOf(service.database, company.companyId);
    for (const [method, suffix, body] of [
      ['PATCH', '', { name: 'First project', start_date: '2024-01-31' }],
      ['PATCH', '', { [`metadata_${company.metadataId}`]: null }],
      ['PATCH', '', {}],
      ['POST', ':unarchive', undefined],
      ['PATCH', '', { name: '' }],
      ['PATCH', '?dry_run=true', { name: 'Renamed' }],
    ] as const) {
      await send('nothing', method, suffix, body);
    }
    expect(await eventsOf(service.database, company.companyId)).toEqual(before);
  });

  it('names the person, the token and the request, also of a PUT', async () => {
    const { company, api } = await setup();
    const colleague = await createPerson(service.database, company, ['pipeline.edit_other']);
    const put = async (as: Api, name: string): Promise<ApiResponse> =>
      as.send('PUT', `${AT}/by-external/crm/1`, {
        headers: { 'X-Request-Id': `put-${name}` },
        body: projectBody(company, { name }),
      });
    const created = await put(api, 'One');
    await put(service.api.as(colleague), 'Two');
    const [token] = await service.database.query<{ id: number }>(
      'select tokens.id from tokens join persons using (account_id) where persons.id = $1',
      [colleague.personId],
    );
    const { body } = await api.get(`${created.headers.get('location')!}/history`);
    expect(body).toMatchObject([
      { action: 'created', person_id: company.personId, request_id: 'put-One' },
      {
        action: 'updated',
        person_id: colleague.personId,
        token_id: token!.id,
        request_id: 'put-Two',
        changes: [{ field: 'name', from: 'One', to: 'Two' }],
      },
    ]);
  });

  it('is read in pages', async () => {
    const { api, path, send, history } = await setup();
    for (const name of ['1', '2', '3', '4']) await send(name, 'PATCH', '', { name });
    const all = (await history()) as { id: number }[];
    expect(all).toHaveLength(5);
    const read: object[] = [];
    let next: string | undefined = `${path}/history?limit=2`;
    let pages = 0;
    while (next !== undefined) {
      const page: ApiResponse = await api.get(next);
      read.push(...(page.body as object[]));
      next = /<(.*)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1];
      pages++;
    }
    expect({ read, pages }).toEqual({ read: all, pages: 3 });
    expect(await history(`?after=${all[2]!.id}`)).toEqual(all.slice(3));
    expect(await history('?offset=4')).toEqual(all.slice(4));
    expect((await api.get(`${path}/history?limit=0`)).status).toBe(400);
    expect((await api.get(`${path}/history?updated_at=gt:2024-01-01`)).status).toBe(400);
  });

  it('is that of one project of the company', async () => {
    const { company, api, path, id } = await setup();
    await api.post(AT, projectBody(company));
    expect((await api.get(`${path}/history`)).body).toHaveLength(1);
    const other = await createCompany(service.database);
    const { status, body } = await service.api.as(other).get(`${path}/history`);
    expect({ status, body }).toEqual({
      status: 404,
      body: { key: 'not_found', message: `There is no project ${id} in this company.` },
    });
  });

  it.each<[Permission[], number, number]>([
    [['pipeline.view'], 200, 403],
    [['pipeline.view_other'], 403, 200],
    [['pipeline.edit'], 403, 403],
  ])('is for whom may see the project: %j', async (permissions, own, other) => {
    const company = await createCompany(service.database);
    const caller = await createPerson(service.database, company, permissions);
    for (const [pm_id, status] of [
      [caller.personId, own],
      [company.personId, other],
    ]) {
      const created = await service.api.as(company).post(AT, projectBody(company, { pm_id }));
      const at = created.headers.get('location')!;
      expect((await service.api.as(caller).get(`${at}/history`)).status).toBe(status);
    }
  });
});

describe('a write whose event can not be written', () => {
  it.each([
    ['PATCH', '', { name: 'Renamed' }],
    ['POST', ':archive', undefined],
    ['DELETE', '', undefined],
  ])('does not happen: %s %s', async (method, suffix, body) => {
    const { company, send } = await setup();
    const before = await everythingOf(service.database, company.companyId);
    const failed = await whileFailing(service.database, 'project_events', async () =>
      send('failing', method, suffix, body),
    );
    expect(failed.status).toBe(500);
    expect(await everythingOf(service.database, company.companyId)).toEqual(before);
  });
});
