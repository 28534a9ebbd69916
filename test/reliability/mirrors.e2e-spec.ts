import { setTimeout as delay } from 'node:timers/promises';
import { type ApiResponse, type Api } from '../support/api';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { ATOMIC, FeedMirror, ListMirror, type Mirror, type Project } from './mirror';
import { scaled, report } from './scale';

const SECONDS = scaled(3, 300);
const ATOMIC_LINES = scaled(1_500, 20_000);
const EACH_LINES = scaled(200, 2_000);
/** Between imports, in milliseconds: the mirrors have to read what they write, one of them by offsets, page by page. */
const IMPORT_PAUSE = scaled(200, 30_000);

const first = useService({ databasePoolSize: 10 });
const services = [first, useService(() => ({ databasePoolSize: 10, database: first.database }))] as const;

interface Writing {
  readonly isOver: () => boolean;
  /** Connections break, so that a write may fail and not know why. */
  readonly mayFail: boolean;
}

async function write(company: TestCompany, { isOver, mayFail }: Writing): Promise<void> {
  const apis = services.map((service) => service.api.as(company));
  const check = ({ status, text }: ApiResponse): void => {
    // A busy service says so.
    if (status >= 300 && status !== 503 && !(mayFail && status >= 500))
      throw new Error(`a write got ${status}: ${text}`);
  };
  const create = async (api: Api): Promise<number | undefined> => {
    const created = await api.post('/api/projects', projectBody(company));
    check(created);
    return created.status === 201 ? (created.body as Project).id : undefined;
  };
  const until = async (work: (api: Api, round: number) => Promise<unknown>, at: number): Promise<void> => {
    for (let round = 0; !isOver(); round++) await work(apis[at % 2]!, round);
  };
  const shared: number[] = [];
  while (shared.length < 6) shared.push(...[await create(apis[0]!)].filter((id) => id !== undefined));
  const lines = (count: number): string => `${JSON.stringify(projectBody(company))}\n`.repeat(count);
  const importing =
    (mode: string, count: number) =>
    async (api: Api, round: number): Promise<void> => {
      const name = `${mode === 'atomic' ? ATOMIC : ''}${round}`;
      const headers = { 'Content-Type': 'application/x-ndjson', 'X-Request-Id': name };
      check(await api.post(`/api/projects:import?mode=${mode}`, lines(count), { headers }));
      await delay(IMPORT_PAUSE);
    };
  await Promise.all([
    ...[0, 1, 2, 3].map((at) => until(create, at)),
    ...[0, 1, 2, 3].map((at) =>
      until(async (api, round) => {
        const path = `/api/projects/${shared[(at + round) % shared.length]!}`;
        check(await api.send('PATCH', path, { body: { probability: (round * 7 + at) % 101 } }));
      }, at),
    ),
    until(async (api) => {
      const id = await create(api);
      if (id === undefined) return;
      check(await api.send('POST', `/api/projects/${id}:archive`));
      check(await api.send('DELETE', `/api/projects/${id}`));
    }, 1),
    until(importing('each', EACH_LINES), 0),
    until(importing('atomic', ATOMIC_LINES), 1),
  ]);
}

/** Ends a connection of the services every 300 ms, whatever runs on it. */
async function killConnections(isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await first.database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle' order by random() limit 1`,
    );
    await delay(300);
  }
}

interface Follower {
  readonly end: () => Promise<number>;
}

/** Follows the feed of another company, and returns the longest time that a create took to be read. */
function followOther(company: TestCompany): Follower {
  const feed = new FeedMirror('another company', services[0].api.as(company));
  const state = { isOver: false };
  let longest = 0;
  const following = (async () => {
    for (let count = 1; !state.isOver; count++) {
      await services[1].api.as(company).post('/api/projects', projectBody(company));
      const start = performance.now();
      while (feed.seen.size < count) await feed.pass();
      longest = Math.max(longest, performance.now() - start);
      await delay(100);
    }
  })();
  return {
    async end() {
      state.isOver = true;
      await following;
      return longest;
    },
  };
}

/** Reads on until the mirror has had the time to read all, and compares it with what is stored. */
async function compare(
  mirror: Mirror,
  stored: readonly { id: number; updated_at: Date }[],
  events: number,
): Promise<object> {
  const passes = mirror instanceof FeedMirror ? 1 + events / 500 : 1;
  for (let pass = 0; pass < passes; pass++) await mirror.pass();
  const { projects, name, faults } = mirror;
  const absent = stored.filter(({ id }) => !projects.has(id)).length;
  const stale = stored.filter(
    ({ id, updated_at: at }) => projects.has(id) && projects.get(id) !== at.toISOString(),
  ).length;
  return { mirror: name, absent, stale, faults };
}

describe('mirrors of a company that two processes write', () => {
  it.each([
    ['delay no other company', false],
    ['none either while connections are killed', true],
  ])(
    `miss nothing in ${SECONDS} seconds, and %s`,
    async (what, isKilling) => {
      const [company, other] = [await createCompany(first.database), await createCompany(first.database)];
      const [one, two] = services.map((service) => service.api.as(company)) as [Api, Api];
      const feed = new FeedMirror('the feed', one);
      const mirrors = [
        feed,
        new ListMirror(two, { operator: 'gte', from: 'X-Sync-Until', pages: 'Link' }),
        new ListMirror(one, { operator: 'gte', from: 'X-Sync-Until', pages: 'offset' }),
        new ListMirror(two, { operator: 'gte', from: 'the largest stamp', pages: 'Link' }),
        new ListMirror(one, { operator: 'gt', from: 'the largest stamp', pages: 'Link' }),
      ];
      const end = Date.now() + SECONDS * 1_000;
      const isOver = (): boolean => Date.now() > end;
      const state = { isWriting: true };
      const follow = async (mirror: Mirror): Promise<void> => {
        while (state.isWriting) await mirror.pass();
      };
      const beside = isKilling ? undefined : followOther(other);
      const following = Promise.all(mirrors.map(follow));
      const killing = isKilling ? killConnections(isOver) : undefined;
      await write(company, { isOver, mayFail: isKilling });
      state.isWriting = false;
      await Promise.all([following, killing]);
      const longest = await beside?.end();
      await delay(50);

      const stored = await first.database.query<{ id: number; updated_at: Date }>(
        'select id, updated_at from projects where company_id = $1',
        [company.companyId],
      );
      const events = await first.database.query<{ id: number }>(
        'select id from project_events where company_id = $1',
        [company.companyId],
      );
      const rows = [];
      for (const mirror of mirrors) rows.push(await compare(mirror, stored, events.length));
      const missed = events.filter(({ id }) => !feed.seen.has(id)).length;
      report(
        `mirrors of ${stored.length} projects with ${events.length} events (${what})`,
        JSON.stringify({
          rows,
          missedEvents: missed,
          longestMsOfAnotherCompany: longest && Math.round(longest),
        }),
      );
      expect(rows).toEqual(mirrors.map(({ name }) => ({ mirror: name, absent: 0, stale: 0, faults: 0 })));
      expect(missed).toBe(0);
      expect(longest ?? 0).toBeLessThan(10_000);
    },
    1_800_000,
  );
});
