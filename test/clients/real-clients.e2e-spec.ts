import { type OpenAPIObject } from '@nestjs/swagger';
import { type OperationObject, type ParameterObject } from '../../src/fields/swagger-internals';
import { type Api, invalidData } from '../support/api';
import { useService } from '../support/app';
import { createCompany, createPerson, type TestCompany } from '../support/builders/company';
import { projectBody, wholeProjectBody } from '../support/builders/project';

const service = useService();

async function setup(): Promise<{ company: TestCompany; api: Api }> {
  const company = await createCompany(service.database);
  return { company, api: service.api.as(company) };
}

/** Projects 0 to count - 1, whose probability is 50 for each fifth and 10 otherwise, in one statement. */
async function addProjects({ companyId, ...ids }: TestCompany, count: number): Promise<number[]> {
  const rows = await service.database.query<{ id: number }>(
    `insert into projects (company_id, client_id, pm_id, job_order_category_id, name, value, probability, date_start,
                           duration, updated_at)
     select $1, $2, $3, $4, 'Project ' || n, n, case when n % 5 = 0 then 50 else 10 end, '2024-01-01', 1,
            timestamptz '2025-01-01T00:00:00Z' + n * interval '1 hour'
       from generate_series(0, $5::integer - 1) as n order by n
     returning id`,
    [companyId, ids.clientId, ids.personId, ids.categoryId, count],
  );
  return rows.map(({ id }) => id);
}

describe('the MCP server', () => {
  /** What it checks of each project before it shows it. */
  const PROJECT: unknown = expect.objectContaining({
    id: expect.any(Number) as unknown,
    name: expect.any(String) as unknown,
    pm_id: expect.any(Number) as unknown,
    value: expect.any(Number) as unknown,
    probability: expect.any(Number) as unknown,
    duration: expect.any(Number) as unknown,
    date_start: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as unknown,
    is_archived: expect.any(Boolean) as unknown,
    client_id: expect.any(Number) as unknown,
  });

  it('lists projects by page and probability, and reads one, as types that it checks', async () => {
    const { company, api } = await setup();
    await api.post('/api/projects', projectBody(company, { value: 0.00001 }));
    const whole = await api.post('/api/projects', wholeProjectBody(company));
    await api.post('/api/projects', projectBody(company, { probability: 10 }));
    const list = await api.get('/api/projects?limit=50&offset=0&probability=50');
    expect(list.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect({ status: list.status, body: list.body }).toEqual({ status: 200, body: [PROJECT, PROJECT] });
    const { id } = whole.body as { id: number };
    const one = await api.get(`/api/projects/${id}`);
    expect({ status: one.status, body: one.body }).toEqual({ status: 200, body: whole.body });
    expect(one.body).toEqual(PROJECT);
    expect((list.body as { job_order: unknown }[]).map(({ job_order }) => job_order)).toEqual([
      null,
      'jo_001',
    ]);
    expect((await api.get('/api/projects?limit=1&offset=1&probability=50')).body).toEqual([whole.body]);
  });

  it('lists clients, with a content type on a request that has no body', async () => {
    const { company, api } = await setup();
    const response = await api.get('/api/clients', { headers: { 'Content-Type': 'application/json' } });
    expect({ status: response.status, body: response.body }).toEqual({
      status: 200,
      body: [expect.objectContaining({ id: company.clientId, corporate_name: 'Acme', acronym: 'ACM' })],
    });
  });

  it('gets a message to show with whatever goes wrong, as JSON', async () => {
    const { company, api } = await setup();
    const withoutPermissions = service.api.as(await createPerson(service.database, company, []));
    for (const [response, status, key] of [
      [await api.get('/api/projects?probability=high'), 400, 'invalid_data'],
      [await service.api.get('/api/projects'), 401, 'unauthorized'],
      [await withoutPermissions.get('/api/projects'), 403, 'forbidden'],
      [await api.get('/api/projects/999999'), 404, 'not_found'],
      [await api.get('/api/no-such-thing'), 404, 'not_found'],
    ] as const) {
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect({ status: response.status, body: response.body }).toMatchObject({
        status,
        body: { key, message: expect.stringMatching(/^\S.{10,}\.$/) as unknown },
      });
    }
  });
});

describe('the command line that is made from the OpenAPI file', () => {
  async function operations(): Promise<Map<string, OperationObject & { at: string }>> {
    const { paths } = (await service.api.get('/docs-json')).body as OpenAPIObject;
    return new Map(
      Object.entries(paths).flatMap(([path, item]) =>
        Object.entries(item as Record<string, OperationObject>).map(([method, operation]) => [
          operation.operationId!,
          { ...operation, at: `${method} ${path}` },
        ]),
      ),
    );
  }

  it('finds its commands by the names of the operations', async () => {
    const found = await operations();
    const names = {
      listProjects: 'get /api/projects',
      getProject: 'get /api/projects/{id}',
      createProject: 'post /api/projects',
      updateProject: 'patch /api/projects/{id}',
      deleteProject: 'delete /api/projects/{id}',
      archiveProject: 'post /api/projects/{id}:archive',
      unarchiveProject: 'post /api/projects/{id}:unarchive',
      listMetadata: 'get /api/project-metadata',
      getMetadata: 'get /api/project-metadata/{id}',
      createMetadata: 'post /api/project-metadata',
      updateMetadata: 'patch /api/project-metadata/{id}',
      deleteMetadata: 'delete /api/project-metadata/{id}',
      listClients: 'get /api/clients',
      getClient: 'get /api/clients/{id}',
      createClient: 'post /api/clients',
      listContacts: 'get /api/contacts',
    };
    expect(Object.fromEntries(Object.keys(names).map((name) => [name, found.get(name)?.at]))).toEqual(names);
  });

  it('has one line about each parameter, and types to read them by', async () => {
    for (const [operationId, { parameters = [] }] of await operations()) {
      for (const parameter of parameters as ParameterObject[]) {
        expect({ operationId, ...parameter }).toMatchObject({
          description: expect.stringMatching(/^[^\n\r]{2,120}$/) as unknown,
          schema: { type: expect.stringMatching(/^(string|integer|boolean)$/) as unknown },
        });
      }
    }
  });

  it('learns from GET /api/clients?limit=1 whether a token is right', async () => {
    const { company, api } = await setup();
    expect((await api.get('/api/clients?limit=1')).status).toBe(200);
    const wrong = service.api.as({ ...company, token: `${company.token.slice(0, -4)}0000` });
    const refused = await wrong.get('/api/clients?limit=1');
    expect({ status: refused.status, body: refused.body }).toEqual({
      status: 401,
      body: { key: 'unauthorized', message: expect.any(String) as unknown },
    });
    // A right token of a person who may not see clients is not refused as a token.
    const withoutPermissions = service.api.as(await createPerson(service.database, company, []));
    expect((await withoutPermissions.get('/api/clients?limit=1')).status).toBe(403);
  });
});

describe('the PHP SDK', () => {
  it('reads pages of 100 until a short one, none twice and none left out', async () => {
    const { company, api } = await setup();
    const ids = await addProjects(company, 250);
    const read: number[] = [];
    const sizes: number[] = [];
    do {
      const { body } = await api.get(`/api/projects?limit=100&offset=${read.length}`);
      const page = body as { id: number }[];
      sizes.push(page.length);
      read.push(...page.map(({ id }) => id));
    } while (sizes.at(-1) === 100);
    expect(sizes).toEqual([100, 100, 50]);
    expect(read).toEqual(ids);
  });

  const all = [...Array(20).keys()];
  it.each<[string, (n: number) => boolean]>([
    ['probability=50', (n) => n % 5 === 0],
    ['probability=eq:50', (n) => n % 5 === 0],
    ['probability=neq:50', (n) => n % 5 !== 0],
    ['probability=notEq:50', (n) => n % 5 !== 0],
    ['probability=in:50,75', (n) => n % 5 === 0],
    ['probability=nin:50,75', (n) => n % 5 !== 0],
    ['probability=notIn:50,75', (n) => n % 5 !== 0],
    ['probability=gt:10', (n) => n % 5 === 0],
    ['probability=gte:10', () => true],
    ['probability=lt:10', () => false],
    ['probability=lte:10', (n) => n % 5 !== 0],
    ['probability=bt:11,50', (n) => n % 5 === 0],
    ['updated_at=gt:2025-01-01T05:00:00Z', (n) => n > 5],
    ['updated_at=bt:2025-01-01T05:00:00.000Z,2025-01-01T07:00:00.000Z', (n) => n >= 5 && n <= 7],
    ['date_start=bt:2024-01-01,2024-12-31&probability=50', (n) => n % 5 === 0],
  ])('filters by %s', async (query, isExpected) => {
    const { company, api } = await setup();
    const ids = await addProjects(company, 20);
    const { status, body } = await api.get(`/api/projects?${query}`);
    expect({ status, ids: (body as { id: number }[]).map(({ id }) => id) }).toEqual({
      status: 200,
      ids: all.filter(isExpected).map((n) => ids[n]),
    });
  });

  it('learns which filter was wrong', async () => {
    const { api } = await setup();
    const { status, body } = await api.get('/api/projects?probability=like:50');
    expect({ status, body }).toEqual({
      status: 400,
      body: invalidData({
        field: 'probability',
        message: 'has the unknown operator "like": there are eq, neq, gt, gte, lt, lte, in, nin and bt',
      }),
    });
  });
});
