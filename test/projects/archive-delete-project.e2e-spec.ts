import { type Permission } from '../../src/auth/permissions';
import { type ApiResponse, INSTANT, invalidData } from '../support/api';
import { useService } from '../support/app';
import { createCompany, createPerson, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';

const service = useService();

type Project = Record<string, unknown> & { id: number; updated_at: string };
type Shown = Pick<ApiResponse, 'status' | 'body'>;

async function setup(settings = {}): Promise<{
  company: TestCompany;
  project: Project;
  send(method: string, suffix?: string, body?: object): Promise<Shown>;
}> {
  const company = await createCompany(service.database, settings);
  const api = service.api.as(company);
  const project = (await api.post('/api/projects', projectBody(company, { job_order: 'jo' })))
    .body as Project;
  return {
    company,
    project,
    async send(method, suffix = '', body) {
      const { status, body: response } = await api.send(method, `/api/projects/${project.id}${suffix}`, {
        body,
      });
      return { status, body: response };
    },
  };
}

const notFound = (id: number): Shown => ({
  status: 404,
  body: { key: 'not_found', message: `There is no project ${id} in this company.` },
});

describe('POST /api/projects/{id}:archive and :unarchive', () => {
  it('archive with the date of today, and a second time change nothing', async () => {
    const { project, send } = await setup();
    const [{ today }] = (await service.database.query(
      "select to_char(now() at time zone 'UTC', 'YYYY-MM-DD') as today",
    )) as [{ today: string }];
    const archived = await send('POST', ':archive');
    expect(archived).toEqual({
      status: 200,
      body: { ...project, is_archived: true, archived_on: today, updated_at: INSTANT },
    });
    expect(await send('POST', ':archive')).toEqual(archived);
    expect(await send('GET')).toEqual(archived);
    const back = await send('POST', ':unarchive');
    expect(back).toEqual({ status: 200, body: { ...project, updated_at: INSTANT } });
    expect(await send('POST', ':unarchive')).toEqual(back);
    expect(await send('GET')).toEqual(back);
  });

  it('lock probability and category while archived, and nothing else', async () => {
    const { company, project, send } = await setup();
    await send('POST', ':archive');
    const message = 'can not change while the project is archived: POST /api/projects/{id}:unarchive first';
    expect(await send('PATCH', '', { probability: 90, job_order_category_id: 999_999, name: 'x' })).toEqual({
      status: 400,
      body: invalidData({ field: 'probability', message }, { field: 'job_order_category_id', message }),
    });
    const same = { probability: project.probability, job_order_category_id: company.categoryId };
    expect(await send('PATCH', '', { ...same, name: 'Renamed' })).toMatchObject({
      status: 200,
      body: { name: 'Renamed', is_archived: true, archived_on: expect.any(String) as unknown },
    });
    await send('POST', ':unarchive');
    expect(await send('PATCH', '', { probability: 90 })).toMatchObject({
      status: 200,
      body: { probability: 90 },
    });
  });

  it('take an empty body under application/json, and say so of an unknown action', async () => {
    const { send } = await setup();
    expect(await send('POST', ':archive')).toMatchObject({ status: 200 });
    expect(await send('POST', ':destroy')).toMatchObject({
      status: 404,
      body: { key: 'not_found' },
    });
  });

  it.each<[Permission[], number, number]>([
    [['pipeline.edit'], 200, 403],
    [['pipeline.edit_other'], 403, 200],
    [['pipeline.view', 'pipeline.create'], 403, 403],
  ])('need the permission to edit: %j', async (permissions, own, other) => {
    const company = await createCompany(service.database);
    const caller = await createPerson(service.database, company, permissions);
    const admin = service.api.as(company);
    const mine = await admin.post('/api/projects', projectBody(company, { pm_id: caller.personId }));
    const theirs = await admin.post('/api/projects', projectBody(company));
    for (const action of ['archive', 'unarchive']) {
      for (const [project, status] of [
        [mine, own],
        [theirs, other],
      ] as const) {
        const { id } = project.body as Project;
        const response = await service.api.as(caller).post(`/api/projects/${id}:${action}`);
        expect({ status: response.status, body: response.body }).toMatchObject(
          status === 200 ? { status, body: { id } } : { status, body: { key: 'forbidden' } },
        );
      }
    }
  });

  it('answer 404 to a project of another company', async () => {
    const { project } = await setup();
    const other = await createCompany(service.database);
    for (const action of ['archive', 'unarchive']) {
      const { status, body } = await service.api.as(other).post(`/api/projects/${project.id}:${action}`);
      expect({ status, body }).toEqual(notFound(project.id));
    }
  });
});

describe('DELETE /api/projects/{id}', () => {
  it('answers an empty object, and the project is gone unless one asks for deleted ones', async () => {
    const { project, send } = await setup();
    expect(await send('DELETE')).toEqual({ status: 200, body: {} });
    for (const method of ['GET', 'PATCH', 'DELETE']) expect(await send(method)).toEqual(notFound(project.id));
    expect(await send('POST', ':archive')).toEqual(notFound(project.id));
    expect(await send('GET', '?deleted=exclude')).toEqual(notFound(project.id));
    const gone = { status: 200, body: { ...project, deleted_at: INSTANT, updated_at: INSTANT } };
    expect(await send('GET', '?deleted=include')).toEqual(gone);
    expect(await send('GET', '?deleted=only')).toEqual(gone);
  });

  it('says what deleted may be', async () => {
    const { send } = await setup();
    expect(await send('GET', '?deleted=yes&x=1')).toEqual({
      status: 400,
      body: invalidData(
        { field: 'deleted', message: 'must be one of: exclude, include, only' },
        { field: 'x', message: 'is not a parameter of this request' },
      ),
    });
    expect(await send('GET', '?deleted=only')).toMatchObject({ status: 404 });
  });

  it('frees a job order that must be unique', async () => {
    const { company, send } = await setup({ is_job_order_unique: true });
    const again = async (): Promise<number> =>
      (await service.api.as(company).post('/api/projects', projectBody(company, { job_order: 'jo' }))).status;
    expect(await again()).toBe(400);
    await send('DELETE');
    expect(await again()).toBe(201);
  });

  it.each<[Permission[], number, number]>([
    [['pipeline.delete'], 200, 403],
    [['pipeline.delete_other'], 403, 200],
    [['pipeline.edit', 'pipeline.edit_other'], 403, 403],
  ])('needs the permission to delete: %j', async (permissions, own, other) => {
    const company = await createCompany(service.database);
    const caller = await createPerson(service.database, company, permissions);
    const admin = service.api.as(company);
    for (const [change, status] of [
      [{ pm_id: caller.personId }, own],
      [{}, other],
    ] as const) {
      const { body } = await admin.post('/api/projects', projectBody(company, change));
      const { id } = body as Project;
      const response = await service.api.as(caller).send('DELETE', `/api/projects/${id}`);
      expect({ status: response.status, body: response.body }).toMatchObject(
        status === 200 ? { status, body: {} } : { status, body: { key: 'forbidden' } },
      );
      expect((await admin.get(`/api/projects/${id}`)).status).toBe(status === 200 ? 404 : 200);
    }
  });

  it('returns 404 to a project of another company and leaves it alone', async () => {
    const { project, send } = await setup();
    const other = await createCompany(service.database);
    const { status, body } = await service.api.as(other).send('DELETE', `/api/projects/${project.id}`);
    expect({ status, body }).toEqual(notFound(project.id));
    expect(await send('GET')).toEqual({ status: 200, body: project });
  });
});
