import { setTimeout as delay } from 'node:timers/promises';
import { type Api } from '../support/api';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { readFeed, whenStampsHavePassed } from './events';
import { openCreate } from './open-create';

const service = useService({ databasePoolSize: 8 });
const second = useService(() => ({ databasePoolSize: 8, database: service.database }));

interface Project {
  readonly id: number;
  readonly updated_at: string;
}

/** The `updated_at` of each project. */
type Mirror = Map<number, string>;

async function fill(api: Api): Promise<{ mirror: Mirror; cursor: string }> {
  const { status, text, headers } = await api.get(
    '/api/projects:export?fields=id,updated_at&deleted=include',
    {
      headers: { 'Content-Type': undefined },
    },
  );
  expect(status).toBe(200);
  const lines = text.split('\n').filter((line) => line !== '');
  const projects = lines.map((line) => JSON.parse(line) as Project);
  return {
    mirror: new Map(projects.map(({ id, updated_at }) => [id, updated_at])),
    cursor: headers.get('x-feed-cursor')!,
  };
}

async function follow(api: Api, mirror: Mirror, cursor: string): Promise<void> {
  await whenStampsHavePassed();
  const { events } = await readFeed(api, `/api/events?limit=1000&after=${cursor}`);
  for (const { project } of events) mirror.set(project!.id, project!.updated_at);
}

async function expectWhole(mirror: Mirror, { companyId }: TestCompany): Promise<void> {
  const stored = await service.database.query<{ id: number; updated_at: Date }>(
    'select id, updated_at from projects where company_id = $1',
    [companyId],
  );
  const absent = stored.filter(({ id }) => !mirror.has(id)).length;
  const stale = stored.filter(
    ({ id, updated_at: at }) => mirror.has(id) && mirror.get(id) !== at.toISOString(),
  ).length;
  expect({ absent, stale, size: mirror.size }).toEqual({ absent: 0, stale: 0, size: stored.length });
}

describe('a mirror that an export fills and the feed keeps', () => {
  it('lacks nothing that was written while the export was read', async () => {
    const company = await createCompany(service.database);
    const [one, two] = [service.api.as(company), second.api.as(company)];
    const lines = (count: number): string => `${JSON.stringify(projectBody(company))}\n`.repeat(count);
    const headers = { 'Content-Type': 'application/x-ndjson' };
    const importing = async (api: Api, mode: string, count: number): Promise<void> => {
      const { status } = await api.post(`/api/projects:import?mode=${mode}`, lines(count), { headers });
      expect(status).toBe(200);
    };
    await importing(one, 'each', 1_200);
    const ids = ((await one.get('/api/projects?limit=100')).body as Project[]).map(({ id }) => id);

    let isWriting = true;
    const writing = async (api: Api, at: number): Promise<void> => {
      for (let round = at; isWriting; round += 7) {
        await api.post('/api/projects', projectBody(company));
        const id = ids[round % ids.length]!;
        await api.send('PATCH', `/api/projects/${id}`, { body: { probability: round % 101 } });
        if (round % 5 === 0) await api.send('DELETE', `/api/projects/${ids.pop()!}`);
      }
    };
    const writers = Promise.all([one, two, one, two].map(writing));
    const atomic = importing(two, 'atomic', 1_500);
    const mirrors = [];
    const imported = new AbortController();
    void atomic.finally(() => {
      imported.abort();
    });
    do {
      mirrors.push(await fill(one));
      await delay(50);
    } while (!imported.signal.aborted);
    await atomic;
    mirrors.push(await fill(two));
    isWriting = false;
    await writers;

    for (const { mirror, cursor } of mirrors) {
      await follow(one, mirror, cursor);
      await expectWhole(mirror, company);
    }
  });

  it('has what an open transaction had written before the export, once that is committed', async () => {
    const company = await createCompany(service.database);
    const api = service.api.as(company);
    const open = await openCreate(service.database, company);
    await api.post('/api/projects', projectBody(company));
    await whenStampsHavePassed();
    const { mirror, cursor } = await fill(api);
    expect(mirror.size).toBe(1);
    await open.end('commit');
    await follow(api, mirror, cursor);
    expect(mirror.has(open.id)).toBe(true);
    await expectWhole(mirror, company);
  });
});
