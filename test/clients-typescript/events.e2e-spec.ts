import { type FeedEvent, listAll } from '../../clients/typescript/src/client';
import { type ApiError } from '../../clients/typescript/src/errors';
import { useService } from '../support/app';
import { createCompany, createPerson, type TestCompany } from '../support/builders/company';
import { bodyOf, clientOf } from './company-client';

const service = useService();

const PAUSE = { pauseMs: 5 };

async function setup(): Promise<{ company: TestCompany; create: (name: string) => Promise<number> }> {
  const company = await createCompany(service.database);
  const client = clientOf(company, service.url);
  return {
    company,
    create: async (name) => (await client.POST('/api/projects', { body: bodyOf(company, name) })).data!.id!,
  };
}

describe('events of the TypeScript client', () => {
  it('follow the feed over its pages, and go on with what is done meanwhile', async () => {
    const { company, create } = await setup();
    const client = clientOf(company, service.url);
    for (const name of ['A', 'B', 'C', 'D', 'E']) await create(name);
    const events = client.events({ ...PAUSE, limit: 2 });
    const names: (string | undefined)[] = [];
    for await (const { project } of events) {
      names.push(project?.name);
      if (names.length === 5) await create('F');
      if (names.length === 6) break;
    }
    expect(names).toEqual(['A', 'B', 'C', 'D', 'E', 'F']);
  });

  it('wait when there is nothing new, until there is', async () => {
    const { company, create } = await setup();
    const events = clientOf(company, service.url).events(PAUSE);
    const next = events.next();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const id = await create('Late');
    const { value } = await next;
    const { type, project_id, project } = value;
    expect({ type, project_id, name: project?.name }).toEqual({
      type: 'project.created',
      project_id: id,
      name: 'Late',
    });
    await events.return(undefined as never);
  });

  it('go on behind the cursor of an event, and keep the filters', async () => {
    const { company, create } = await setup();
    const client = clientOf(company, service.url);
    const ids = [await create('A'), await create('B'), await create('C')];
    for (const id of ids)
      await client.PATCH('/api/projects/{id}', { params: { path: { id } }, body: { probability: 10 } });
    const read = async (count: number, after?: string): Promise<FeedEvent[]> => {
      const read: FeedEvent[] = [];
      const options = { ...PAUSE, type: 'project.updated', limit: 1, ...(after && { after }) };
      for await (const event of client.events(options)) if (read.push(event) === count) break;
      return read;
    };
    const all = await read(3);
    expect(all.map(({ type, project_id: id }) => ({ type, id }))).toEqual(
      ids.map((id) => ({ type: 'project.updated', id })),
    );
    expect(await read(2, all[0]!.cursor)).toEqual(all.slice(1));
  });

  it('end with the reason of their signal, in a pause, too', async () => {
    const { company } = await setup();
    const client = clientOf(company, service.url);
    const reason = new Error('enough');
    const controller = new AbortController();
    const waiting = client.events({ signal: controller.signal, pauseMs: 3_600_000 }).next();
    setTimeout(() => {
      controller.abort(reason);
    }, 200);
    await expect(waiting).rejects.toBe(reason);
    await expect(client.events({ signal: AbortSignal.abort(reason) }).next()).rejects.toBe(reason);
  });

  it('throw the error of a page that can not be had', async () => {
    const { company } = await setup();
    const person = await createPerson(service.database, company, ['pipeline.view']);
    const client = clientOf({ ...company, ...person }, service.url);
    const error = { name: 'ApiError', status: 403 } satisfies Partial<ApiError>;
    await expect(client.events().next()).rejects.toMatchObject(error);
  });

  it('are no list that ends', async () => {
    const { company } = await setup();
    const options = { signal: AbortSignal.abort(new Error('not sent')) };
    // @ts-expect-error a feed is followed by events()
    const list = listAll(clientOf(company, service.url), '/api/events', options);
    await expect(list.next()).rejects.toThrow('not sent');
  });
});
