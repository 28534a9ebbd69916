import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../src/cli/run-cli';
import { readEnv } from '../../src/config/env';
import { type FeedEvent, nextOf, readFeed, whenStampsHavePassed } from '../events/events';
import { openCreate } from '../events/open-create';
import { type Api, withKey } from '../support/api';
import { startApp, useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { createEmptyDatabase, type TestDatabase } from '../support/database';
import { until } from '../support/until';

/** The backup reads it, and no request of this test does. */
const LATE_TABLE = 'timesheet_whitelists';

const service = useService({ databasePoolSize: 8 });
let folder: string;
let target: TestDatabase;
let company: TestCompany;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'projects-api-backup-'));
  target = await createEmptyDatabase();
  company = await createCompany(service.database);
});

afterAll(async () => {
  await target.drop();
  await rm(folder, { recursive: true, force: true });
});

async function run({ url, ownerUrl }: TestDatabase, ...args: string[]): Promise<void> {
  const settings = { DATABASE_URL: url, MIGRATION_DATABASE_URL: ownerUrl, DATA_DIR: folder };
  const lines: string[] = [];
  const say = (line: string): number => lines.push(line);
  const code = await runCli(args, { env: () => readEnv(settings), out: say, err: say });
  if (code !== 0) throw new Error(lines.join('\n'));
}

/** Where a reader was, and the events that it had read by then. */
interface Place {
  readonly cursor: string;
  readonly read: readonly number[];
}

const idsOf = (events: readonly FeedEvent[]): number[] => events.map(({ id }) => id);
const cursorOf = (path: string): string => new URL(path, service.url).searchParams.get('after')!;
const behind = async (api: Api, cursor: string): Promise<number[]> =>
  idsOf((await readFeed(api, `/api/events?limit=1000&after=${cursor}`)).events);

/** What a step of a writer stores: an event of each kind. */
async function write(api: Api, key: string): Promise<void> {
  const { body } = await api.post('/api/projects', projectBody(company, { name: key }), withKey(key));
  const path = `/api/projects/${(body as { id: number }).id}`;
  await api.send('PATCH', path, { body: { value: 2 } });
  await api.post(`${path}:archive`);
  await api.send('DELETE', path);
  await api.post('/api/clients', { corporate_name: key, acronym: 'X' });
}

/** Follows the feed in small pages, and notes each place. */
async function follow(api: Api, places: Place[], isOver: () => boolean): Promise<void> {
  const read: number[] = [];
  for (let next = '/api/events?limit=9'; !isOver();) {
    const page = await api.get(next);
    read.push(...idsOf(page.body as FeedEvent[]));
    places.push({ cursor: cursorOf((next = nextOf(page))), read: [...read] });
  }
}

it('goes on from each cursor of before and during the backup, and loses and repeats nothing', async () => {
  const { database } = service;
  const api = service.api.as(company);
  let isOver = false;
  let steps = 0;
  const writers = [1, 2, 3].map(async (writer) => {
    for (let count = 0; !isOver; count++, steps++) await write(api, `${writer}-${count}`);
  });
  const places: Place[] = [];
  const reader = follow(api, places, () => isOver);
  const steppedOn = async (): Promise<void> => {
    const before = steps;
    await until(() => Promise.resolve(steps > before + 9));
  };

  await steppedOn();
  // One whose transaction ends before the backup, later than what came after it, and one while the backup is made.
  const [early, late] = [await openCreate(database, company), await openCreate(database, company)];
  await steppedOn();
  await early.end('commit');
  await database.query('begin');
  await database.query(`lock table ${LATE_TABLE} in access exclusive mode`);
  const file = join(folder, 'feed.backup');
  const backup = run(database, 'database', 'backup', file);
  await until(async () => {
    const waiting = await database.query(
      `select from pg_locks where not granted and relation = to_regclass($1)
          and database = (select oid from pg_database where datname = current_database())`,
      [LATE_TABLE],
    );
    return waiting.length > 0;
  });
  const placesBefore = places.length;
  await steppedOn();
  await late.end('commit');
  await steppedOn();
  await database.query('rollback');
  await backup;
  isOver = true;
  await Promise.all([...writers, reader]);

  await run(target, 'database', 'restore', file);
  const stored = await target.query<{ id: number }>(
    `select id from (select created_at, id from project_events union all select created_at, id from crm_events) as event
      order by created_at, id`,
  );
  const there = idsOf(stored as unknown as FeedEvent[]);
  const isThere = new Set(there);
  const last = places.at(-1)!;
  // The reader went on beyond the moment of the backup, and read what the backup does not have.
  expect(places.length).toBeGreaterThan(placesBefore);
  expect(last.read.filter((id) => !isThere.has(id)).length).toBeGreaterThan(0);
  expect(isThere.has(last.read[0]!)).toBe(true);

  const other = await startApp({ database: target });
  try {
    const restored = other.api.as(company);
    for (const { cursor, read } of places) {
      const known = read.filter((id) => isThere.has(id));
      expect([...known, ...(await behind(restored, cursor))]).toEqual(there);
    }
    // A replay adds no event, and what is written from now on comes behind all places, the last one of the source, too.
    await restored.post('/api/projects', projectBody(company, { name: '1-0' }), withKey('1-0'));
    await write(restored, 'after');
    await whenStampsHavePassed();
    const added = await behind(restored, last.cursor);
    expect(added).toHaveLength(5);
    expect(Math.min(...added)).toBeGreaterThan(Math.max(...there));
    for (const { cursor, read } of [places[0]!, places[placesBefore]!]) {
      const known = read.filter((id) => isThere.has(id));
      expect([...known, ...(await behind(restored, cursor))]).toEqual([...there, ...added]);
    }
  } finally {
    await other.stop();
  }
});
