import { setTimeout as delay } from 'node:timers/promises';
import { type FeedEvent, nextOf } from '../events/events';
import { type Api } from '../support/api';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { scaled, tell } from './scale';

const SECONDS = scaled(5, 600);
const ATOMIC_LINES = scaled(1_500, 20_000);
const EACH_LINES = scaled(200, 2_000);

const first = useService({ databasePoolSize: 10 });
const services = [first, useService(() => ({ databasePoolSize: 10, database: first.database }))] as const;

interface Project {
  readonly id: number;
  readonly updated_at: string;
}

/** A copy of the projects of a company, by their `updated_at`, that is kept up to date by reading again and again. */
abstract class Mirror {
  readonly projects = new Map<number, string>();
  faults = 0;
  constructor(
    readonly name: string,
    protected readonly api: Api,
  ) {}

  abstract pass(): Promise<void>;

  protected keep({ id, updated_at }: Project): void {
    if ((this.projects.get(id) ?? '') < updated_at) this.projects.set(id, updated_at);
  }
}

class FeedMirror extends Mirror {
  readonly seen = new Set<number>();
  private readonly last = new Map<number, string>();
  private next = '/api/events?limit=500';

  async pass(): Promise<void> {
    const page = await this.api.get(this.next);
    this.next = nextOf(page);
    for (const event of page.body as FeedEvent[]) {
      const { id, created_at: at, project } = event;
      const isInOrder = (this.last.get(project!.id) ?? '') < at && project!.updated_at >= at;
      if (this.seen.has(id) || !isInOrder) this.faults++;
      this.seen.add(id);
      this.last.set(project!.id, at);
      this.keep(project!);
    }
  }
}

class ListMirror extends Mirror {
  private from = '2020-01-01T00:00:00.000Z';

  constructor(
    name: string,
    api: Api,
    private readonly operator: 'gte' | 'gt',
    private readonly byHeader: boolean,
  ) {
    super(name, api);
  }

  /** All pages of what has changed since the last pass. */
  async pass(): Promise<void> {
    let largest = this.from;
    let until: string | null = null;
    let next: string | undefined =
      `/api/projects?updated_at=${this.operator}:${this.from}&deleted=include&limit=50`;
    while (next !== undefined) {
      const page = await this.api.get(next);
      until ??= page.headers.get('x-sync-until');
      for (const project of page.body as Project[]) {
        this.keep(project);
        if (project.updated_at > largest) largest = project.updated_at;
      }
      next = page.headers.has('link') ? nextOf(page) : undefined;
    }
    this.from = this.byHeader ? until! : largest;
  }
}

async function write(company: TestCompany, isOver: () => boolean): Promise<void> {
  const apis = services.map((service) => service.api.as(company));
  const shared: number[] = [];
  const until = async (work: (api: Api, round: number) => Promise<unknown>, at: number): Promise<void> => {
    for (let round = 0; !isOver(); round++) await work(apis[at % 2]!, round);
  };
  for (let count = 0; count < 6; count++) {
    const { body } = await apis[0]!.post('/api/projects', projectBody(company));
    shared.push((body as Project).id);
  }
  const lines = (count: number): string => `${JSON.stringify(projectBody(company))}\n`.repeat(count);
  const headers = { 'Content-Type': 'application/x-ndjson' };
  const importing =
    (mode: string, count: number) =>
    async (api: Api): Promise<void> => {
      const { status } = await api.post(`/api/projects:import?mode=${mode}`, lines(count), { headers });
      expect(status).toBe(200);
      await delay(200);
    };
  await Promise.all([
    ...[0, 1, 2, 3].map((at) => until((api) => api.post('/api/projects', projectBody(company)), at)),
    ...[0, 1, 2, 3].map((at) =>
      until(
        (api, round) =>
          api.send('PATCH', `/api/projects/${shared[(at + round) % shared.length]!}`, {
            body: { probability: (round * 7 + at) % 101 },
          }),
        at,
      ),
    ),
    until(async (api) => {
      const { body } = await api.post('/api/projects', projectBody(company));
      await api.send('POST', `/api/projects/${(body as Project).id}:archive`);
      await api.send('DELETE', `/api/projects/${(body as Project).id}`);
    }, 1),
    until(importing('each', EACH_LINES), 0),
    until(importing('atomic', ATOMIC_LINES), 1),
  ]);
}

describe('mirrors of a company that two processes write', () => {
  it(`miss nothing in ${SECONDS} seconds, and delay no other company`, async () => {
    const [company, other] = [await createCompany(first.database), await createCompany(first.database)];
    const [one, two] = services.map((service) => service.api.as(company)) as [Api, Api];
    const feed = new FeedMirror('the feed', one);
    const mirrors: Mirror[] = [
      feed,
      new ListMirror('gte: X-Sync-Until', two, 'gte', true),
      new ListMirror('gte: the largest stamp', one, 'gte', false),
      new ListMirror('gt: the largest stamp', two, 'gt', false),
    ];
    let isWriting = true;
    const follow = async (mirror: Mirror): Promise<void> => {
      while (isWriting) await mirror.pass();
    };
    const others = new FeedMirror('another company', services[0].api.as(other));
    let longest = 0;
    const follower = async (): Promise<void> => {
      for (let count = 1; isWriting; count++) {
        await services[1].api.as(other).post('/api/projects', projectBody(other));
        const start = performance.now();
        while (others.seen.size < count) await others.pass();
        longest = Math.max(longest, performance.now() - start);
        await delay(100);
      }
    };

    const end = Date.now() + SECONDS * 1_000;
    const following = Promise.all([...mirrors.map(follow), follower()]);
    await write(company, () => Date.now() > end);
    isWriting = false;
    await following;
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
    for (const mirror of mirrors) {
      for (let pass = 0; pass < 1 + events.length / 500; pass++) {
        await mirror.pass();
        if (!(mirror instanceof FeedMirror)) break;
      }
      const absent = stored.filter(({ id }) => !mirror.projects.has(id)).length;
      const stale = stored.filter(
        ({ id, updated_at: at }) => mirror.projects.has(id) && mirror.projects.get(id) !== at.toISOString(),
      ).length;
      rows.push({ mirror: mirror.name, absent, stale, faults: mirror.faults });
    }
    const missed = events.filter(({ id }) => !feed.seen.has(id)).length;
    tell(
      `mirrors of ${stored.length} projects with ${events.length} events`,
      JSON.stringify({ rows, missedEvents: missed, longestMsOfAnotherCompany: Math.round(longest) }),
    );
    expect(rows).toEqual(mirrors.map(({ name }) => ({ mirror: name, absent: 0, stale: 0, faults: 0 })));
    expect(missed).toBe(0);
    expect(longest).toBeLessThan(10_000);
  }, 1_800_000);
});
