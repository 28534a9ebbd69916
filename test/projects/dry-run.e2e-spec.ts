import { type ApiResponse, type Api, invalidData, withKey } from '../support/api';
import { useService } from '../support/app';
import { createCompany, createPerson, type TestCompany } from '../support/builders/company';
import { projectBody, wholeProjectBody } from '../support/builders/project';
import { everythingOf, keysOf } from '../support/queries';

const service = useService();

const AT = '/api/projects';
const EXTERNAL = `${AT}/by-external/crm/D-1`;
const DRY = '?dry_run=true';

async function setup(settings = {}): Promise<{ company: TestCompany; api: Api }> {
  const company = await createCompany(service.database, settings);
  return { company, api: service.api.as(company) };
}

/** The response of a request, which is to leave everything in the company as it is and to take no id of a project. */
async function harmless(
  { companyId }: TestCompany,
  request: () => Promise<ApiResponse>,
): Promise<ApiResponse> {
  const all = async (): Promise<object> => ({
    everything: await everythingOf(service.database, companyId),
    ids: await service.database.query('select last_value, is_called from projects_id_seq'),
  });
  const before = await all();
  const response = await request();
  expect(await all()).toEqual(before);
  return response;
}

/** All but what the database gives a new project. */
const given = ({ body }: ApiResponse): object => {
  const { id: _, created_at: __, updated_at: ___, ...rest } = body as Record<string, unknown>;
  return rest;
};

describe('a dry run of a creation', () => {
  it.each([
    ['POST', AT],
    ['PUT', EXTERNAL],
  ])('returns 200 with the project as it would be, without an ID: %s', async (method, path) => {
    const { company, api } = await setup();
    const body = wholeProjectBody(company);
    const dry = await harmless(company, async () => api.send(method, path + DRY, { body }));
    expect({
      status: dry.status,
      id: (dry.body as { id: unknown }).id,
      location: dry.headers.get('location'),
      tag: dry.headers.get('etag'),
    }).toEqual({ status: 200, id: null, location: null, tag: null });
    const real = await api.send(method, path, { body });
    expect(real.status).toBe(201);
    expect(given(dry)).toEqual(given(real));
    expect(Object.keys(dry.body as object)).toEqual(Object.keys(real.body as object));
  });

  it.each([
    ['POST', AT],
    ['PUT', EXTERNAL],
  ])('answers all failures, those of the company included: %s', async (method, path) => {
    const { company, api } = await setup({ is_job_order_unique: true });
    await api.post(AT, projectBody(company, { job_order: 'jo' }));
    const taken = {
      field: 'job_order',
      message: 'is the job order of another project, and this company wants each only once',
    };
    for (const [changes, failures] of [
      [{ job_order: 'jo' }, [taken]],
      [{ job_order: 'jo', name: '' }, [{ field: 'name', message: 'must not be blank' }, taken]],
    ] as const) {
      const body = projectBody(company, changes);
      const response = await harmless(company, async () => api.send(method, path + DRY, { body }));
      expect({ status: response.status, body: response.body }).toEqual({
        status: 400,
        body: invalidData(...failures),
      });
    }
  });
});

describe('a dry run of a change', () => {
  it.each(['PATCH', 'PUT'])('answers the project as it would be: %s', async (method) => {
    const { company, api } = await setup();
    const created = await api.send('PUT', EXTERNAL, { body: wholeProjectBody(company) });
    const path = method === 'PUT' ? EXTERNAL : created.headers.get('location')!;
    const field = `metadata_${company.metadataId}`;
    const body = { ...projectBody(company, { name: 'Renamed', value: 7 }), [field]: 'Finance' };
    const dry = await harmless(company, async () => api.send(method, path + DRY, { body }));
    const real = await api.send(method, path, { body });
    const { updated_at: wouldBe, ...dryBody } = dry.body as { updated_at: string };
    const { updated_at: is, ...realBody } = real.body as { updated_at: string };
    expect({ status: dry.status, body: dryBody }).toEqual({ status: 200, body: realBody });
    expect(Date.parse(wouldBe)).toBeLessThanOrEqual(Date.parse(is));
    expect(realBody).toMatchObject({ name: 'Renamed', [field]: 'Finance' });
  });

  it('answers all failures', async () => {
    const { company, api } = await setup();
    const { id } = (await api.post(AT, projectBody(company))).body as { id: number };
    await api.post(`${AT}/${id}:archive`);
    const body = { name: '', client_id: 999_999, probability: 90 };
    const response = await harmless(company, async () => api.send('PATCH', `${AT}/${id}${DRY}`, { body }));
    expect({ status: response.status, body: response.body }).toEqual({
      status: 400,
      body: invalidData(
        { field: 'name', message: 'must not be blank' },
        {
          field: 'probability',
          message: 'can not change while the project is archived: POST /api/projects/{id}:unarchive first',
        },
        { field: 'client_id', message: 'is not a client of this company' },
      ),
    });
  });

  it('says that a project does not exist', async () => {
    const { company, api } = await setup();
    const response = await harmless(company, async () =>
      api.send('PATCH', `${AT}/999999999${DRY}`, { body: {} }),
    );
    expect(response.status).toBe(404);
  });
});

describe('dry_run', () => {
  it('asks for the same permissions', async () => {
    const { company, api } = await setup();
    const { id } = (await api.post(AT, projectBody(company))).body as { id: number };
    const viewer = service.api.as(await createPerson(service.database, company, ['pipeline.create']));
    for (const [method, path] of [
      ['POST', AT],
      ['PUT', EXTERNAL],
      ['PATCH', `${AT}/${id}`],
    ] as const) {
      const body = projectBody(company);
      const response = await harmless(company, async () => viewer.send(method, path + DRY, { body }));
      expect(response.status).toBe(403);
    }
  });

  it('uses no key, and is not answered from one', async () => {
    const { company, api } = await setup();
    const dry = await api.send('POST', AT + DRY, { ...withKey('key'), body: projectBody(company) });
    expect(dry.status).toBe(200);
    expect(await keysOf(service.database, company.companyId)).toEqual([]);
    const real = await api.post(AT, projectBody(company), withKey('key'));
    expect(real.status).toBe(201);
    const again = await harmless(company, async () =>
      api.post(AT + DRY, projectBody(company, { name: 'Another' }), withKey('key')),
    );
    expect({ status: again.status, body: again.body }).toMatchObject({
      status: 200,
      body: { id: null, name: 'Another' },
    });
  });

  it.each([
    ['dry_run=false', 201],
    ['dry_run=1', 400],
    ['dry_run=', 400],
    ['dry_run=true&dry_run=true', 400],
    ['dryrun=true', 400],
  ])('is true or false, once: %s', async (query, status) => {
    const { company, api } = await setup();
    expect((await api.post(`${AT}?${query}`, projectBody(company))).status).toBe(status);
    expect((await everythingOf(service.database, company.companyId)).projects).toHaveLength(
      status === 201 ? 1 : 0,
    );
  });

  it.each([
    ['DELETE', '/api/projects/ID'],
    ['POST', '/api/projects/ID:archive'],
    ['POST', '/api/clients'],
    ['PATCH', '/api/contacts/CONTACT'],
  ])('is refused where there is no dry run, and nothing is written: %s %s', async (method, path) => {
    const { company, api } = await setup();
    const { id } = (await api.post(AT, projectBody(company))).body as { id: number };
    const body = { POST: { corporate_name: 'Globex', acronym: 'GLX' }, PATCH: { name: 'Ada' } }[method];
    const at = path.replace('ID', String(id)).replace('CONTACT', String(company.contactId));
    const response = await harmless(company, async () => api.send(method, at + DRY, { body }));
    expect({ status: response.status, body: response.body }).toEqual({
      status: 400,
      body: invalidData({ field: 'dry_run', message: 'is not a parameter of this request' }),
    });
  });
});
