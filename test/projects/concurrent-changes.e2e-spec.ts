import { type ApiResponse, withKey } from '../support/api';
import { useService } from '../support/app';
import { type TestCompany } from '../support/builders/company';
import { countWaiting, eventsOf, projectsOf } from '../support/queries';
import { sentStatements } from '../support/sent-statements';
import { until } from '../support/until';
import { rename, type Setup, setupChanges } from './concurrent-changes';

const service = useService();
/** One more process on the same database. */
const second = useService(() => ({ database: service.database }));

afterEach(async () => {
  await service.database.query('rollback');
});

const setup = async () => setupChanges(service);

/** Changes the company's projects as another transaction does, which stays open while `work` runs, and then is committed. */
async function whileOpen<Result>(
  { companyId }: TestCompany,
  assignment: string,
  work: () => Promise<Result>,
): Promise<Result> {
  await service.database.query('begin');
  await service.database.query(
    `update projects set ${assignment}, updated_at = (updated_at at time zone 'UTC' + interval '5 milliseconds') at time zone 'UTC' where company_id = $1`,
    [companyId],
  );
  const working = work();
  await until(async () => (await countWaiting(service.database, 'row')) > 0);
  await service.database.query('commit');
  return working;
}

const show = ({ status, body }: ApiResponse): object => ({ status, body });

interface Event {
  readonly action: string;
  readonly created_at: Date;
  readonly changes: readonly { readonly field: string; readonly from: unknown; readonly to: unknown }[];
}

async function changesOf({ companyId }: TestCompany): Promise<Event[]> {
  return ((await eventsOf(service.database, companyId)) as Event[]).slice(1);
}

describe('a change of a project that another transaction changes', () => {
  it('is decided again upon what that has made of it: PATCH', async () => {
    const { company, api, path } = await setup();
    const response = await whileOpen(company, "name = 'Theirs', value = 5", async () =>
      api.send('PATCH', path, { body: { value: 7 } }),
    );
    expect(show(response)).toMatchObject({ status: 200, body: { name: 'Theirs', value: 7 } });
    expect(await projectsOf(service.database, company.companyId)).toMatchObject([
      {
        name: 'Theirs',
        value: 7,
        updated_at: new Date((response.body as { updated_at: string }).updated_at),
      },
    ]);
    expect(await changesOf(company)).toMatchObject([{ changes: [{ field: 'value', from: 5, to: 7 }] }]);
  });

  it('is decided again upon what that has made of it: PATCH with a key', async () => {
    const { company, api, path } = await setup();
    const response = await whileOpen(company, "name = 'Theirs', value = 5", async () =>
      api.send('PATCH', path, { ...withKey('key'), body: { value: 7 } }),
    );
    expect(show(response)).toMatchObject({ status: 200, body: { name: 'Theirs', value: 7 } });
    expect(await changesOf(company)).toMatchObject([{ changes: [{ field: 'value', from: 5, to: 7 }] }]);
  });

  it('is decided upon the metadata values that it has then: PATCH with a key', async () => {
    const { company, api, path } = await setup();
    const field = `metadata_${company.metadataId}`;
    await service.database.query('begin');
    await service.database.query('delete from project_metadata_values where company_id = $1', [
      company.companyId,
    ]);
    await service.database.query(
      `update projects set updated_at = (updated_at at time zone 'UTC' + interval '5 milliseconds') at time zone 'UTC' where company_id = $1`,
      [company.companyId],
    );
    const changing = api.send('PATCH', path, { ...withKey('key'), body: { probability: 75 } });
    await until(async () => (await countWaiting(service.database, 'row')) > 0);
    await service.database.query('commit');
    const response = await changing;
    expect(show(response)).toMatchObject({ status: 200, body: { probability: 75 } });
    expect(response.body).not.toHaveProperty(field);
    expect((await api.get(path)).body).toEqual(response.body);
  });

  it.each(['PATCH', 'DELETE'])('is refused by If-Match: %s', async (method) => {
    const { company, api, path } = await setup();
    const tag = (await api.get(path)).headers.get('etag')!;
    const response = await whileOpen(company, "name = 'Theirs'", async () =>
      api.send(method, path, { headers: { 'If-Match': tag }, body: { value: 7 } }),
    );
    expect(response.status).toBe(412);
    expect(response.body).toMatchObject({ key: 'precondition_failure' });
    expect(await changesOf(company)).toEqual([]);
  });

  it.each(['PATCH', 'DELETE', 'POST'])('does not find it if that deletes it: %s', async (method) => {
    const { company, api, path } = await setup();
    const response = await whileOpen(company, 'deleted_at = now()', async () =>
      method === 'POST' ? api.post(`${path}:archive`) : api.send(method, path, rename('Mine')),
    );
    expect(response.status).toBe(404);
    expect(await projectsOf(service.database, company.companyId)).toMatchObject([
      { is_archived: false, name: 'First project', deleted_at: expect.any(Date) as Date },
    ]);
  });

  it('keeps what was archived as it is', async () => {
    const { company, api, path } = await setup();
    const response = await whileOpen(company, 'is_archived = true', async () =>
      api.send('PATCH', path, { body: { probability: 75 } }),
    );
    expect(show(response)).toMatchObject({ status: 400, body: { failures: [{ field: 'probability' }] } });
  });
});

describe('changes of one project at once', () => {
  it('in two processes: none is lost, and each is later than the one before', async () => {
    const { company, api, path } = await setup();
    const other = second.api.as(company);
    const CHANGES = 20;
    const responses = await Promise.all(
      Array.from({ length: CHANGES }, async (_, n) =>
        (n % 2 === 0 ? api : other).send('PATCH', path, rename(`Name ${n}`)),
      ),
    );
    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: CHANGES }, () => 200));
    const events = await changesOf(company);
    expect(events).toHaveLength(CHANGES);
    const chain = events.map(({ changes }) => changes[0]!);
    expect(chain.map(({ from }) => from)).toEqual([
      'First project',
      ...chain.slice(0, -1).map(({ to }) => to),
    ]);
    const stamps = events.map(({ created_at }) => created_at.getTime());
    expect(stamps).toEqual([...new Set(stamps)].sort((one, next) => one - next));
    const [project] = (await projectsOf(service.database, company.companyId)) as { updated_at: Date }[];
    expect(project!.updated_at.getTime()).toBe(stamps.at(-1));
  });

  it('take two statements each, and no transaction', async () => {
    const { api, path } = await setup();
    await api.get(path);
    const sent = await sentStatements(async () => api.send('PATCH', path, rename('Renamed')));
    expect(sent.map((text) => text.trim().split(/\s/)[0])).toEqual(['select', 'with']);
  });
});

describe('a project whose last change is later than the clock', () => {
  it.each<[string, (setup: Setup) => Promise<ApiResponse>]>([
    ['PATCH', async ({ api, path }) => api.send('PATCH', path, rename('Renamed'))],
    [
      'PATCH with a key',
      async ({ api, path }) => api.send('PATCH', path, { ...withKey('k'), ...rename('Renamed') }),
    ],
    ['archiving', async ({ api, path }) => api.post(`${path}:archive`)],
    ['DELETE', async ({ api, path }) => api.send('DELETE', path)],
    [
      'a replaced value of a metadata',
      async ({ api, company }) =>
        api.send('PATCH', `/api/project-metadata/${company.metadataId}`, {
          body: { values: ['Finance'], replacements: { IT: 'Finance' } },
        }),
    ],
  ])('changes a millisecond later than that: %s', async (_, change) => {
    const made = await setup();
    const { company } = made;
    await service.database.query(
      `insert into project_metadata_values (company_id, project_id, project_metadata_id, value)
       select company_id, id, $2, 'IT' from projects where company_id = $1 on conflict do nothing`,
      [company.companyId, company.metadataId],
    );
    const last = new Date(Date.now() + 3_600_000);
    await service.database.query('update projects set updated_at = $2 where company_id = $1', [
      company.companyId,
      last,
    ]);
    expect((await change(made)).status).toBe(200);
    const stamp = new Date(last.getTime() + 1);
    expect(await projectsOf(service.database, company.companyId)).toMatchObject([{ updated_at: stamp }]);
    expect(await changesOf(company)).toMatchObject([{ created_at: stamp }]);
  });
});
