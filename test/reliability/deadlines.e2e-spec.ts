import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Client } from 'pg';
import { type ApiResponse, Api } from '../support/api';
import { createCompany } from '../support/builders/company';
import { bareProject, projectBody } from '../support/builders/project';
import { createDatabase, type TestDatabase } from '../support/database';
import { everythingOf } from '../support/queries';
import { ServiceProcess } from '../support/service-process';
import { until } from '../support/until';
import { AT, type Kind, KINDS, ROW_KINDS, type Target, UNKNOWN } from './held-requests';
import { isLong, scaled, report } from './scale';

/** Requests wait for two seconds. Ten times as long means that they don't stop waiting by themselves. */
const MAX_HOLD = scaled(20_000, 40_000);
const REQUESTS = scaled(30, 500);

let database: TestDatabase;
/** A process of its own, so that it has its times for itself. */
let service: ServiceProcess;
let url: string;
let holder: Client;

beforeAll(async () => {
  database = await createDatabase();
  service = new ServiceProcess({
    DATABASE_URL: database.url,
    DATABASE_POOL_SIZE: '10',
    RATE_LIMIT_PER_HOUR: '1000000',
    LOG_LEVEL: 'silent',
  });
  url = await service.listening();
  holder = new Client(database.url);
  await holder.connect();
});

afterEach(async () => {
  await holder.query('rollback');
});

afterAll(async () => {
  await holder.end();
  await service.end();
  await database.drop();
});

interface Timed {
  readonly response: ApiResponse;
  readonly milliseconds: number;
}

async function timed(send: () => Promise<ApiResponse>): Promise<Timed> {
  const start = performance.now();
  const response = await send();
  return { response, milliseconds: performance.now() - start };
}

const times = <Result>(count: number, make: (number: number) => Result): Result[] =>
  Array.from({ length: count }, (_, number) => make(number));

const show = ({ status, body }: ApiResponse): object => ({ status, body });

/** Holds what the statements lock until all requests have their response, or for much longer than they may wait. */
async function whileHeld(statements: string, work: () => Promise<Timed[]>): Promise<Timed[]> {
  await holder.query(`begin; ${statements}`);
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<void>((resolve) => (timer = setTimeout(resolve, MAX_HOLD)));
  const working = work();
  await Promise.race([working, tooLong]);
  clearTimeout(timer);
  await holder.query('rollback');
  return working;
}

/** Asks for the health until it gets a message; says how long each response took. Not in the thread that sends the load. */
const WATCH = `
  const { get, Agent } = require('node:http');
  const { parentPort, workerData: url } = require('node:worker_threads');
  const agent = new Agent({ keepAlive: true });
  const taken = [];
  let isOver = false;
  parentPort.once('message', () => (isOver = true));
  const ask = () => {
    const start = performance.now();
    get(url, { agent }, (response) => {
      if (response.statusCode !== 200) throw new Error('health: ' + response.statusCode);
      response.resume().on('end', () => {
        taken.push(performance.now() - start);
        if (isOver) parentPort.postMessage(taken);
        else setTimeout(ask, 20);
      });
    });
  };
  ask();
`;

/** Asks for the health of the process until it is stopped; the times that it took. */
function watchHealth(): () => Promise<number[]> {
  const watcher = new Worker(WATCH, { eval: true, workerData: `${url}/health/live` });
  return async () => {
    watcher.postMessage('stop');
    const [taken] = (await once(watcher, 'message')) as [number[]];
    await watcher.terminate();
    return taken;
  };
}

/** Nothing of the service runs any more, nothing waits, and no transaction is open. */
async function isIdle(): Promise<boolean> {
  const sessions = await database.query(
    `select pid from pg_stat_activity
      where datname = current_database() and application_name = 'projects-api' and state <> 'idle'`,
  );
  return sessions.length === 0;
}

const UNAVAILABLE = {
  status: 503,
  body: {
    key: 'service_unavailable',
    message: expect.stringMatching(
      /^(Another request holds (what this one needs|a row of [a-z ]+) for longer than 2 seconds|No connection to the database became free within 2 seconds: the service is busy|Requests of this company that came earlier did not finish within 2 seconds|Too many pages with a high offset are read in this company right now)\. Try again in a moment/,
    ) as unknown,
  },
};

/** Prints the figures, which only the long form judges. */
function judge(what: string, responses: readonly Timed[], health: readonly number[]): void {
  const longest = Math.max(...responses.map(({ milliseconds }) => milliseconds));
  const slowest = Math.max(...health);
  report(what, `503 after ${(longest / 1000).toFixed(2)} s at most, health ${slowest.toFixed(0)} ms`);
  expect(longest).toBeLessThan(scaled(MAX_HOLD, 3_000));
  expect(slowest).toBeLessThan(scaled(MAX_HOLD, 100));
}

/** All at once in the short form, one after the other in the long one. */
const groupsOf = (kinds: readonly Kind[]): [string, readonly Kind[]][] =>
  isLong ? kinds.map((kind) => [kind.name, [kind]]) : [['of every kind', kinds]];
const GROUPS = groupsOf(KINDS);
const ROW_GROUPS = groupsOf(ROW_KINDS);

async function createTarget(): Promise<Target> {
  const company = await createCompany(database);
  const api = new Api(url).as(company);
  const { id } = (await api.post(AT, projectBody(company))).body as { id: number };
  return { company, api, id, url };
}

/** What was asked of the rate limit is no effect of a request. */
async function effects(targets: readonly Target[]): Promise<object[]> {
  const rows = [];
  for (const { company } of targets) {
    const { rate_limits: _, ...rest } = await everythingOf(database, company.companyId);
    rows.push(rest);
  }
  return rows;
}

async function sendAll(kinds: readonly Kind[], targets: readonly Target[]): Promise<Timed[]> {
  return Promise.all(
    kinds.flatMap(({ send }, index) =>
      times(REQUESTS, async (number) => timed(async () => send(targets[index]!, number))),
    ),
  );
}

describe('requests behind a locked table', () => {
  it.each([...GROUPS, [UNKNOWN.name, [UNKNOWN]] as [string, readonly Kind[]]])(
    'get a response while it is locked, and nothing happens later: %s',
    async (name, kinds) => {
      const targets = await Promise.all(kinds.map(createTarget));
      const before = await effects(targets);
      const healthTimes = watchHealth();
      const tables = [...new Set(kinds.map(({ table }) => table))];
      const responses = await whileHeld(`lock table ${tables.join(', ')}`, async () =>
        sendAll(kinds, targets),
      );
      const health = await healthTimes();
      for (const { response } of responses) {
        expect(show(response)).toEqual(UNAVAILABLE);
        expect(response.headers.get('retry-after')).toBe('2');
      }
      await until(isIdle);
      expect(await effects(targets)).toEqual(before);
      judge(`${responses.length} ${name} behind a table lock`, responses, health);
    },
  );
});

describe('500 requests and one that holds a row', () => {
  it('wait for two seconds at most, leave no transaction open, and leave others their share', async () => {
    const company = await createCompany(database);
    const api = new Api(url).as(company);
    const created = await api.post(AT, projectBody(company));
    const path = created.headers.get('location')!;
    const other = await createCompany(database);
    const others = new Api(url).as(other);
    await others.get('/api/persons/me');
    const healthTimes = watchHealth();
    let done = 0;
    let meanwhile: object = {};
    const responses = await whileHeld('select from projects for update', async () => {
      const all = times(scaled(100, 500), async (number) => {
        const result = await timed(async () => api.send('PATCH', path, { body: { name: `${number}` } }));
        done++;
        return result;
      });
      await until(async () => !(await isIdle()));
      const [write, list] = [await others.post(AT, projectBody(other)), await others.get('/api/clients')];
      const ready = await new Api(url).get('/health/ready');
      meanwhile = { done, write: show(write), list: list.status, ready: ready.status };
      return Promise.all(all);
    });
    const health = await healthTimes();
    expect(meanwhile).toEqual({
      done: 0,
      write: { status: 201, body: bareProject(other) },
      list: 200,
      ready: 200,
    });
    for (const { response } of responses) expect(show(response)).toEqual(UNAVAILABLE);
    await until(isIdle);
    expect((await api.get(path)).text).toBe(created.text);
    expect((await api.send('PATCH', path, { body: { name: 'Renamed' } })).status).toBe(200);
    judge(`${responses.length} PATCHes of a locked row, pool of 10`, responses, health);
  });

  it.each(ROW_GROUPS)('wait no longer for other rows, and change nothing: %s', async (name, kinds) => {
    const targets = await Promise.all(kinds.map(createTarget));
    const before = await effects(targets);
    const healthTimes = watchHealth();
    const locks = [...new Set(kinds.map(({ table }) => `select from ${table} for update`))];
    const responses = await whileHeld(locks.join('; '), async () => sendAll(kinds, targets));
    const health = await healthTimes();
    for (const { response } of responses) expect(show(response)).toEqual(UNAVAILABLE);
    await until(isIdle);
    expect(await effects(targets)).toEqual(before);
    judge(`${responses.length} ${name} of a locked row, pool of 10`, responses, health);
  });
});
