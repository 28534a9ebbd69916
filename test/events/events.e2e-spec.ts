import { type Api, INSTANT, invalidData } from '../support/api';
import { useService } from '../support/app';
import { createCompany, createPerson, type TestCompany } from '../support/builders/company';
import { bareProject, projectBody } from '../support/builders/project';
import { type FeedEvent, nextOf, readFeed, whenStampsHavePassed } from './events';

const service = useService();

const AT = '/api/events';

async function setup(): Promise<{ company: TestCompany; api: Api }> {
  const company = await createCompany(service.database);
  return { company, api: service.api.as(company) };
}

async function create(api: Api, company: TestCompany, changes: object = {}): Promise<number> {
  const { body } = await api.post('/api/projects', projectBody(company, { ...changes }));
  return (body as { id: number }).id;
}

describe('GET /api/events', () => {
  it('responds with what was done, the oldest first, and each project as it is now', async () => {
    const { company, api } = await setup();
    const headers = { 'X-Request-Id': 'creation' };
    const created = await api.post('/api/projects', projectBody(company), { headers });
    const { id, created_at } = created.body as { id: number; created_at: string };
    const changed = await api.send('PATCH', `/api/projects/${id}`, {
      headers: { 'X-Request-Id': 'change' },
      body: { probability: 75 },
    });
    await whenStampsHavePassed();

    const response = await api.get(AT);
    const events = response.body as FeedEvent[];
    const author = { person_id: company.personId, token_id: expect.any(Number) as number };
    const { updated_at } = changed.body as { updated_at: string };
    const project = bareProject(company, { id, created_at, updated_at, probability: 75 });
    const common = { cursor: expect.any(String) as string, id: expect.any(Number) as number, project_id: id };
    expect({ status: response.status, events }).toEqual({
      status: 200,
      events: [
        {
          ...common,
          ...author,
          type: 'project.created',
          created_at,
          request_id: 'creation',
          changes: expect.arrayContaining([{ field: 'probability', from: null, to: 50 }]) as unknown,
          project,
        },
        {
          ...common,
          ...author,
          type: 'project.updated',
          created_at: updated_at,
          request_id: 'change',
          changes: [{ field: 'probability', from: 50, to: 75 }],
          project,
        },
      ],
    });
    for (const { cursor, id: eventId, created_at: at } of events)
      expect(cursor).toBe(`${Date.parse(at)}.${eventId}`);
  });

  it('has a link to the next page on each page, also on an empty one', async () => {
    const { company, api } = await setup();
    const empty = await api.get(AT);
    expect({ status: empty.status, body: empty.body }).toEqual({ status: 200, body: [] });
    const ids = [];
    for (let count = 0; count < 5; count++) ids.push(await create(api, company));
    await whenStampsHavePassed();

    const seen: (number | undefined)[] = [];
    const sizes: number[] = [];
    for (let next = `${nextOf(empty)}&limit=2`; sizes.at(-1) !== 0;) {
      const page = await api.get(next);
      const events = page.body as FeedEvent[];
      seen.push(...events.map((event) => event.project_id));
      sizes.push(events.length);
      next = nextOf(page);
      expect(new URL(next, service.url).searchParams.get('limit')).toBe('2');
    }
    expect({ seen, sizes }).toEqual({ seen: ids, sizes: [2, 2, 1, 0] });
  });

  it('goes on from the cursor of any event', async () => {
    const { company, api } = await setup();
    for (let count = 0; count < 3; count++) await create(api, company);
    await whenStampsHavePassed();
    const { events } = await readFeed(api);
    for (const [index, { cursor }] of events.entries())
      expect((await readFeed(api, `${AT}?after=${cursor}`)).events).toEqual(events.slice(index + 1));
  });

  it('has the other things that are done to a project, deleted ones too, and does not forget', async () => {
    const { company, api } = await setup();
    const id = await create(api, company);
    await api.send('POST', `/api/projects/${id}:archive`);
    await api.send('POST', `/api/projects/${id}:unarchive`);
    await api.send('DELETE', `/api/projects/${id}`);
    await whenStampsHavePassed();
    const { events } = await readFeed(api);
    expect(events.map(({ type }) => type)).toEqual([
      'project.created',
      'project.archived',
      'project.unarchived',
      'project.deleted',
    ]);
    expect(events.map(({ project }) => project)).toEqual(
      Array(4).fill(bareProject(company, { id, updated_at: events[3]!.created_at, deleted_at: INSTANT })),
    );
  });

  it('finds the events of types and of a project', async () => {
    const { company, api } = await setup();
    const [first, second] = [await create(api, company), await create(api, company)];
    for (const id of [first, second])
      await api.send('PATCH', `/api/projects/${id}`, { body: { name: `Project ${id}` } });
    await api.send('DELETE', `/api/projects/${first}`);
    await whenStampsHavePassed();
    const found = async (query: string): Promise<unknown> =>
      (await readFeed(api, `${AT}?${query}`)).events.map(({ type, project_id }) => [type, project_id]);
    expect(await found('type=project.updated')).toEqual([
      ['project.updated', first],
      ['project.updated', second],
    ]);
    expect(await found('type=project.updated,project.deleted&limit=1')).toEqual([
      ['project.updated', first],
      ['project.updated', second],
      ['project.deleted', first],
    ]);
    expect(await found(`project_id=${second}`)).toEqual([
      ['project.created', second],
      ['project.updated', second],
    ]);
    expect(await found(`project_id=${second}&type=project.deleted`)).toEqual([]);
    expect(await found('project_id=999999999')).toEqual([]);
  });

  it('shows nothing of another company', async () => {
    const [mine, theirs] = [await setup(), await setup()];
    const id = await create(theirs.api, theirs.company);
    await whenStampsHavePassed();
    expect((await readFeed(mine.api)).events).toEqual([]);
    expect((await readFeed(mine.api, `${AT}?project_id=${id}`)).events).toEqual([]);
    expect((await readFeed(theirs.api)).events).toHaveLength(1);
  });

  it.each([
    ['after=1', 'after', 'must be the cursor of an event, or what the Link header of a page says'],
    [
      `after=${'1'.repeat(100)}.1`,
      'after',
      'must be the cursor of an event, or what the Link header of a page says',
    ],
    ['limit=0', 'limit', 'must be from 1 to 1000'],
    ['limit=1001', 'limit', 'must be from 1 to 1000'],
    ['project_id=0', 'project_id', 'must be from 1 to 9007199254740991'],
    ['type=project.created&type=client.created', 'type', 'must be given once'],
    ['after=1.1&after=1.2', 'after', 'must be given once'],
    ['offset=1', 'offset', 'is not a parameter of this list'],
  ])('refuses %s', async (query, field, message) => {
    const { api } = await setup();
    const { status, body } = await api.get(`${AT}?${query}`);
    expect({ status, body }).toEqual({ status: 400, body: invalidData({ field, message }) });
  });

  it('refuses a type that does not exist', async () => {
    const { api } = await setup();
    const { status, body } = await api.get(`${AT}?type=project.created,project.renamed`);
    const message = expect.stringMatching(
      /^must be a comma list of: project\.created, .*; not "project\.renamed"$/,
    ) as string;
    expect({ status, body }).toEqual({ status: 400, body: invalidData({ field: 'type', message }) });
  });

  it('refuses events of clients and contacts to those who may not see them', async () => {
    const { company, api } = await setup();
    await create(api, company);
    await whenStampsHavePassed();
    const person = await createPerson(service.database, company, ['pipeline.view', 'pipeline.view_other']);
    const caller = service.api.as(person);
    expect((await readFeed(caller)).events).toHaveLength(1);
    const { status, body } = await caller.get(`${AT}?type=project.created,client.created`);
    expect({ status, body }).toEqual({
      status: 403,
      body: {
        key: 'forbidden',
        message:
          'You need the permission crm.view for events of clients and contacts, which your role does not have.',
      },
    });
  });
});
