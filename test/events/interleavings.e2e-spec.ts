import { type Api } from '../support/api';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { readFeed, whenStampsHavePassed } from './events';
import { openCreate } from './open-create';

const service = useService();

async function setup(): Promise<{ company: TestCompany; api: Api }> {
  const company = await createCompany(service.database);
  return { company, api: service.api.as(company) };
}

async function create(api: Api, company: TestCompany): Promise<number> {
  const { status, body } = await api.post('/api/projects', projectBody(company));
  expect(status).toBe(201);
  return (body as { id: number }).id;
}

const LISTED = '/api/projects?updated_at=gte:2020-01-01';

/** A reader that has all that can be had now, by the feed and by a list, and where each goes on. */
async function read(
  api: Api,
  feed?: string,
  list = LISTED,
): Promise<{ feed: (number | undefined)[]; list: number[]; nextFeed: string; nextList: string }> {
  await whenStampsHavePassed();
  const { events, next } = await readFeed(api, feed);
  const { body, headers } = await api.get(list);
  return {
    feed: events.map(({ project_id: id }) => id),
    list: (body as { id: number }[]).map(({ id }) => id),
    nextFeed: next,
    nextList: `/api/projects?updated_at=gte:${headers.get('x-sync-until')!}`,
  };
}

describe('beside a transaction that stamped something and is still open', () => {
  it('hides what was stamped later, and shows all of it once the transaction is committed', async () => {
    const { company, api } = await setup();
    const early = await create(api, company);
    const open = await openCreate(service.database, company);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const later = await create(api, company);

    const before = await read(api);
    expect([before.feed, before.list]).toEqual([[early], [early]]);
    await open.end('commit');
    const after = await read(api, before.nextFeed, before.nextList);
    expect(after.feed).toEqual([open.id, later]);
    expect(after.list.sort((one, other) => one - other)).toEqual([open.id, later]);
  });

  it('shows what was stamped later once the transaction is undone', async () => {
    const { company, api } = await setup();
    const open = await openCreate(service.database, company);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const later = await create(api, company);
    const before = await read(api);
    expect([before.feed, before.list]).toEqual([[], []]);
    await open.end('rollback');
    const after = await read(api, before.nextFeed, before.nextList);
    expect([after.feed, after.list]).toEqual([[later], [later]]);
  });

  it('delays no other company', async () => {
    const [mine, theirs] = [await setup(), await setup()];
    const open = await openCreate(service.database, theirs.company);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const id = await create(mine.api, mine.company);
    const { feed, list } = await read(mine.api);
    await open.end('rollback');
    expect([feed, list]).toEqual([[id], [id]]);
  });

  it('leaves lists as they are that are not filtered by stamps', async () => {
    const { company, api } = await setup();
    const open = await openCreate(service.database, company);
    const id = await create(api, company);
    const { body, headers } = await api.get('/api/projects');
    await open.end('commit');
    expect((body as { id: number }[]).map((project) => project.id)).toEqual([id]);
    expect(headers.get('x-sync-until')).toBeNull();
  });
});

describe('changes of one project', () => {
  it('have stamps that rise, however fast they follow each other', async () => {
    const { company, api } = await setup();
    const id = await create(api, company);
    for (let count = 1; count <= 20; count++)
      await api.send('PATCH', `/api/projects/${id}`, { body: { probability: count } });
    await whenStampsHavePassed();
    const { events } = await readFeed(api);
    const stamps = events.map(({ created_at: at }) => at);
    expect([...new Set(stamps)].sort()).toEqual(stamps);
    expect(events.slice(1).map(({ changes }) => (changes[0] as { to: number }).to)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });
});
