import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as delay } from 'node:timers/promises';
import { replicaReads } from '../../src/database/measures';
import { type FeedEvent, readFeed } from '../events/events';
import { FeedMirror, ListMirror } from '../reliability/mirror';
import { type Api, withKey } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { eventsOf } from '../support/queries';
import { type ReplicatedPair, startReplicatedPair } from '../support/standby';
import { until } from '../support/until';

let pair: ReplicatedPair;
/** Two processes, as far as reads of one's own writes go. */
let one: TestApp;
let other: TestApp;
let company: TestCompany;
let writer: Api;
let reader: Api;
let reads: string[] = [];
const count = (result: unknown): void => {
  reads.push(result as string);
};

beforeAll(async () => {
  pair = await startReplicatedPair();
  const options = { database: pair.primary.database, databaseReplicaUrl: pair.standby.url };
  [one, other] = [await startApp(options), await startApp(options)];
  company = await createCompany(pair.primary.database);
  [writer, reader] = [one.api.as(company), other.api.as(company)];
}, 60_000);

afterAll(async () => {
  await one.stop();
  await other.stop();
  await pair.stop();
});

beforeEach(async () => {
  // What lagged in the test before may be asked again.
  await delay(1_000);
  reads = [];
  subscribe(replicaReads.name, count);
});

afterEach(async () => {
  unsubscribe(replicaReads.name, count);
  // It may be gone.
  await resume().catch(() => undefined);
});

const onStandby = async (sql: string): Promise<object[]> => pair.standby.database.query(sql);
const pause = async (): Promise<unknown> => onStandby('select pg_wal_replay_pause()');
const resume = async (): Promise<unknown> => onStandby('select pg_wal_replay_resume()');

async function create(name: string): Promise<number> {
  const { status, body } = await writer.post('/api/projects', projectBody(company, { name }));
  expect(status).toBe(201);
  return (body as { id: number }).id;
}

const LISTS = [
  '/api/projects',
  '/api/projects?updated_at=gte:2020-01-01T00:00:00Z',
  '/api/events',
  '/api/clients',
  '/api/projects:export?fields=id,name',
];

describe('with a replica', () => {
  it('lists, exports, the feed and histories are read there, by both processes, as the primary has them', async () => {
    const id = await create('Replicated');
    // The standby has it, so that nothing has to wait.
    await until(async () => (await onStandby('select from projects')).length > 0);
    for (const path of [...LISTS, `/api/projects/${id}/history`]) {
      reads = [];
      const { status, text } = await reader.get(path);
      expect([path, status, [...new Set(reads)]]).toEqual([path, 200, ['replica']]);
      if (!path.includes('clients')) expect(text).toContain(String(id));
    }
  });

  it('whatever writes, and a read of one item, never asks it', async () => {
    const id = await create('Not there');
    const item = `/api/projects/${id}`;
    expect((await writer.get(item)).status).toBe(200);
    expect((await writer.send('PATCH', item, { body: { name: 'Changed' } })).status).toBe(200);
    const body = projectBody(company, { name: 'With a key' });
    expect((await writer.post('/api/projects', body, withKey('replica'))).status).toBe(201);
    const lines = { headers: { 'Content-Type': 'application/x-ndjson' } };
    expect((await writer.post('/api/projects:import', `${JSON.stringify(body)}\n`, lines)).status).toBe(200);
    expect((await writer.send('DELETE', item)).status).toBe(200);
    expect(reads).toEqual([]);
  });

  it('a process shows at once what another has written, though the replica has not replayed it', async () => {
    await pause();
    const id = await create('Just now');
    const list = await reader.get(`/api/projects?after=${id - 1}`);
    expect(list.body).toMatchObject([{ id, name: 'Just now' }]);
    expect(reads).toEqual(['lagging']);
    await writer.send('PATCH', `/api/projects/${id}`, { body: { name: 'Changed' } });
    expect((await reader.get(`/api/projects?after=${id - 1}`)).body).toMatchObject([{ id, name: 'Changed' }]);
    const { events } = await readFeed(reader);
    const own = events.filter(({ project_id: of }: FeedEvent) => of === id);
    expect(own.map(({ type }) => type)).toEqual(['project.created', 'project.updated']);
    expect(reads).not.toContain('replica');

    await resume();
    await delay(1_000);
    reads = [];
    expect((await reader.get(`/api/projects?after=${id - 1}`)).body).toMatchObject([{ id, name: 'Changed' }]);
    expect(reads).toEqual(['replica']);
  });

  it('mirrors by the feed and by stamps miss nothing while it lags and catches up again and again', async () => {
    let isOver = false;
    const ids: number[] = [];
    const writing = [1, 2, 3].map(async (client) => {
      for (let number = 0; !isOver; number++) {
        const id = await create(`Mirrored ${client} ${number}`);
        ids.push(id);
        const changed = ids[Math.floor(Math.random() * ids.length)]!;
        await writer.send('PATCH', `/api/projects/${changed}`, { body: { name: `Again ${number}` } });
      }
    });
    const passes = { operator: 'gte', from: 'X-Sync-Until', pages: 'Link' } as const;
    const mirrors = [new FeedMirror('feed', reader), new ListMirror(reader, passes)];
    const following = mirrors.map(async (mirror) => {
      while (!isOver) await mirror.pass();
    });
    for (let turn = 0; turn < 3; turn++) {
      await until(() => Promise.resolve(reads.filter((result) => result === 'replica').length > 20));
      await pause();
      await until(() => Promise.resolve(reads.includes('lagging')));
      await resume();
      reads = [];
    }
    isOver = true;
    await Promise.all([...writing, ...following]);

    const [feed, list] = mirrors as [FeedMirror, ListMirror];
    const stored = await pair.primary.database.query<{ id: number; updated_at: Date }>(
      'select id, updated_at from projects where company_id = $1 and deleted_at is null',
      [company.companyId],
    );
    const expected = new Map(stored.map(({ id, updated_at: at }) => [id, at.toISOString()]));
    await delay(50);
    const events = (await eventsOf(pair.primary.database, company.companyId)) as { id: number }[];
    await until(async () => {
      await feed.pass();
      return feed.seen.size >= events.length;
    });
    await list.pass();
    expect(feed.faults).toBe(0);
    const missing = (mirror: ReadonlyMap<number, string>): number[] =>
      [...expected].flatMap(([id, at]) => (mirror.get(id) === at ? [] : [id]));
    expect(missing(list.projects)).toEqual([]);
    expect(missing(feed.projects)).toEqual([]);
  }, 120_000);

  // The last one: it does not come back.
  it('a replica that is gone, or takes writes itself, is not asked, and the primary answers', async () => {
    // Its commits no longer wait for the standby.
    await pair.primary.database.query('alter system reset synchronous_standby_names');
    await pair.primary.database.query('select pg_reload_conf()');
    await pair.standby.database.query('select pg_promote(true)');
    expect((await reader.get('/api/projects?limit=1')).status).toBe(200);
    expect(reads).toEqual(['failed']);
    pair.standby.kill();
    await delay(5_000);
    reads = [];
    expect((await reader.get('/api/projects?limit=1')).status).toBe(200);
    expect((await reader.get('/api/events')).status).toBe(200);
    expect(reads).toEqual(['failed', 'failed']);
  });
});
