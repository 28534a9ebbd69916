import { Client } from 'pg';
import { type CheckedClock, ClockGuard, waitForClock } from '../../src/database/clock-guard';
import { Log } from '../../src/logging/log';
import { nextOf, readFeed, whenStampsHavePassed } from '../events/events';
import { type Api } from '../support/api';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { type TestDatabase } from '../support/database';
import { projectsOf } from '../support/queries';
import { until } from '../support/until';

const log: string[] = [];
/** What is logged of the clock, beside the requests that failed. */
const logged = (): string[] =>
  log
    .map((line) => JSON.parse(line) as { context?: string; msg: string })
    .filter(({ context }) => context === 'database')
    .map(({ msg }) => msg);
const first = useService({
  prepare: installClock,
  log: new Log('warn', { write: (line: string) => log.push(line) } as never),
});
const second = useService(() => ({ database: first.database }));

/** Functions before those of PostgreSQL: its clock, and when it was started, which a test can change. */
async function installClock(database: TestDatabase): Promise<void> {
  await database.query(`
    create schema gates;
    create table gates.clock (behind interval not null, server integer not null);
    insert into gates.clock values ('0', 1);
    create function gates.clock_timestamp() returns timestamptz language sql volatile as
      'select pg_catalog.clock_timestamp() - behind from gates.clock';
    create function gates.pg_postmaster_start_time() returns timestamptz language sql volatile as
      $$ select timestamptz '2026-01-01' + server * interval '1 day' from gates.clock $$;
    grant usage on schema gates to public;
    grant select on gates.clock to public;
    alter database ${nameOf(database)} set search_path = gates, pg_catalog, public`);
}

const nameOf = ({ url }: TestDatabase): string => new URL(url).pathname.slice(1);

/** Another server takes the place of the one that was there, with a clock that is behind. */
async function failOver(behind: number): Promise<void> {
  await first.database.query(
    `update gates.clock set behind = $1 * interval '1 millisecond', server = server + 1`,
    [behind],
  );
  await endSessions();
}

async function endSessions(): Promise<void> {
  await first.database.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where datname = current_database() and application_name = 'projects-api'`,
  );
}

const BEHIND = {
  status: 503,
  body: {
    key: 'service_unavailable',
    message:
      'The clock of the database is behind what is stored, as after a failover. The service waits until it has passed ' +
      'that. Try again in a moment.',
  },
};
const show = ({ status, body }: { status: number; body: unknown }): object => ({ status, body });

/** Until a connection was opened to the present server; what the service then says of its health. */
async function afterReconnecting(api: Api): Promise<object> {
  let ready = show(await api.get('/health/ready'));
  while ((ready as { body: { message?: string } }).body.message?.includes('can not be reached') === true)
    ready = show(await api.get('/health/ready'));
  return ready;
}

let company: TestCompany;

beforeEach(async () => {
  await failOver(0);
  company = await createCompany(first.database);
  for (const { api } of [first, second]) {
    await until(async () => (await api.get('/health/ready')).status === 200);
    expect((await api.as(company).post('/api/projects', projectBody(company))).status).toBe(201);
  }
  log.length = 0;
});

/** Until the service writes again; what it has created then. */
async function nextCreate(api: Api): Promise<{ id: number; created_at: string }> {
  for (;;) {
    const response = await api.post('/api/projects', projectBody(company));
    if (response.status === 201) return response.body as { id: number; created_at: string };
    expect(show(response)).toEqual(BEHIND);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('a service that connects to another server, whose clock is behind', () => {
  it('writes nothing until the clock has passed the newest stamp, and is not ready meanwhile', async () => {
    // As the server that was there has stamped it last.
    const [newest] = await first.database.query<{ created_at: Date }>(
      `update project_events set created_at = date_trunc('milliseconds', clock_timestamp()) + interval '3 seconds'
        where company_id = $1 and id = (select max(id) from project_events where company_id = $1) returning created_at`,
      [company.companyId],
    );
    await failOver(0);
    const api = first.api.as(company);
    expect(await afterReconnecting(first.api)).toEqual(BEHIND);
    const [write, read, live] = await Promise.all([
      api.post('/api/projects', projectBody(company)),
      api.get('/api/projects'),
      first.api.get('/health/live'),
    ]);
    expect([write, read, live].map(show)).toEqual([BEHIND, BEHIND, { status: 200, body: { status: 'ok' } }]);
    expect(await projectsOf(first.database, company.companyId)).toHaveLength(2);
    const { created_at: createdAt } = await nextCreate(api);
    expect(new Date(createdAt).getTime()).toBeGreaterThan(newest!.created_at.getTime());
    expect((await first.api.get('/health/ready')).status).toBe(200);
    expect(logged()).toEqual([
      expect.stringMatching(
        /^PostgreSQL's clock says \S+, and the newest stamp that is stored is [123]\.\d seconds later: \S+\. Until the clock has passed it, what is written could be missed by those who sync\. Requests get 503 for [123]\.\d seconds\.$/,
      ),
    ]);
  });

  it('lets no reader pass what another process then writes, also where nothing is stored behind the place of the reader', async () => {
    await whenStampsHavePassed();
    const reader = second.api.as(company);
    const { next } = await readFeed(reader);
    await failOver(1_500);
    expect(await afterReconnecting(first.api)).toEqual(BEHIND);
    const { id } = await nextCreate(first.api.as(company));
    await whenStampsHavePassed();
    let events: readonly { project_id: number }[] = [];
    for (let page = next; events.length === 0;) {
      const response = await reader.get(page);
      if (response.status === 503) continue;
      events = response.body as typeof events;
      if (page === nextOf(response) && events.length === 0) continue;
      page = nextOf(response);
    }
    expect(events.map((event) => event.project_id)).toEqual([id]);
    expect(logged()).toEqual([
      expect.stringMatching(
        /^PostgreSQL's clock went back by 1\.\d seconds\. Until .* Requests get 503 for 1\.\d seconds\.$/,
      ),
    ]);
  });
});

describe('a service that connects to the same server anew', () => {
  it('asks for no stamps, so that a stamp that lies ahead, and what others write meanwhile, hold up no request', async () => {
    await first.database.query(
      `update projects set updated_at = updated_at + interval '1 hour' where company_id = $1`,
      [company.companyId],
    );
    const state = { isOver: false };
    const others = (async () => {
      const statuses = new Set<number>();
      while (!state.isOver)
        statuses.add((await second.api.as(company).post('/api/projects', projectBody(company))).status);
      return statuses;
    })();
    for (let round = 0; round < 5; round++) {
      await first.database.query(
        `select pg_terminate_backend(pid, 5000) from pg_stat_activity
          where datname = current_database() and application_name = 'projects-api' and state = 'idle'`,
      );
      await until(async () => (await first.api.get('/health/ready')).status === 200);
    }
    state.isOver = true;
    expect([...(await others)].filter((status) => ![201, 503].includes(status))).toEqual([]);
    expect(logged()).toEqual([]);
    await first.database.query('update projects set updated_at = created_at where company_id = $1', [
      company.companyId,
    ]);
  });
});

describe('a process that begins after a start has checked the clock', () => {
  let client: Client;
  let reports: string[];

  beforeEach(async () => {
    reports = [];
    client = new Client(first.database.url);
    await client.connect();
  });
  afterEach(async () => {
    await client.end();
    await first.database.query('update projects set updated_at = created_at where company_id = $1', [
      company.companyId,
    ]);
  });

  const check = async (checked: CheckedClock): Promise<void> =>
    new ClockGuard((sentence) => reports.push(sentence), checked).check(client);
  const start = async (): Promise<CheckedClock> =>
    (await waitForClock(async (text) => (await client.query(text)).rows as never[]))!;
  const stampAnHourAhead = async (): Promise<unknown> =>
    first.database.query(
      `update projects set updated_at = updated_at + interval '1 hour' where company_id = $1`,
      [company.companyId],
    );

  it('does not look for the newest stamp itself', async () => {
    const checked = await start();
    await stampAnHourAhead();
    await check(checked);
    expect(reports).toEqual([]);
  });

  it('looks if that is a minute ago, or was of another server', async () => {
    const checked = await start();
    await stampAnHourAhead();
    const behind = { reason: 'clock behind' };
    await expect(check({ ...checked, at: checked.at - 60_000 })).rejects.toMatchObject(behind);
    await expect(check({ ...checked, server: 'another' })).rejects.toMatchObject(behind);
    const sentence = expect.stringMatching(
      / the newest stamp that is stored is \d+\.\d seconds later: /,
    ) as string;
    expect(reports).toEqual([sentence, sentence]);
  });

  it('notices that the clock went back meanwhile', async () => {
    const checked = await start();
    await first.database.query(`update gates.clock set behind = '5 seconds'`);
    await expect(check(checked)).rejects.toMatchObject({ reason: 'clock behind' });
    expect(reports).toEqual([expect.stringMatching(/^PostgreSQL's clock went back by \d\.\d seconds\./)]);
  });
});
