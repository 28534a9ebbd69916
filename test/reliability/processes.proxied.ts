import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort } from '../../src/embedded-postgres/free-port';
import { expectTooMany } from '../rate-limit/rate-limit';
import { Api, type ApiResponse, withKey } from '../support/api';
import { WEBHOOK_KEY } from '../support/app';
import { createCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { createDatabase, type TestDatabase } from '../support/database';
import { eventsOf } from '../support/queries';
import { ServiceProcess } from '../support/service-process';
import { until } from '../support/until';
import { Receiver } from '../webhooks/receiver';
import { createEndpoint, untilStatus } from '../webhooks/webhooks';
import { type Haproxy, startHaproxy } from './haproxy';
import { expectedJournal, storedJournal } from './journal';
import { Load } from './load';
import { FeedMirror } from './mirror';
import { report, scaled } from './scale';

const PROCESSES = 4;
const RATE_LIMIT = 20_000;
/** What is left of it where it is tried. */
const LEFT = scaled(1_500, 10_000);
const ROUNDS = scaled(1, 3);
const ACKNOWLEDGED = scaled(25, 400);
const KEYS = scaled(10, 200);

let database: TestDatabase;
let haproxy: Haproxy;
let receiver: Receiver;
let ports: number[];
const services: ServiceProcess[] = [];

/** In the place of the one before. */
async function start(place: number): Promise<void> {
  const service = new ServiceProcess({
    DATABASE_URL: database.url,
    PORT: String(ports[place]),
    RATE_LIMIT_PER_HOUR: String(RATE_LIMIT),
    // Two checks that fail, 200 ms apart, and some.
    SHUTDOWN_DELAY_MS: '1500',
    WEBHOOK_KEY,
    WEBHOOK_ALLOW_PRIVATE: 'true',
  });
  services[place] = service;
  await service.listening();
}

const through = (): Api => new Api(haproxy.url);
/** Each process, without the proxy. */
const each = (): Api[] => ports.map((port) => new Api(`http://127.0.0.1:${port}`));

describe(`${PROCESSES} processes behind HAProxy`, () => {
  beforeAll(async () => {
    database = await createDatabase();
    receiver = await Receiver.start();
    ports = [];
    while (ports.length < PROCESSES) ports = [...new Set([...ports, await findFreePort()])];
    for (let place = 0; place < PROCESSES; place++) await start(place);
    haproxy = await startHaproxy(ports);
    await until(
      async () =>
        (
          await through()
            .get('/health/ready')
            .catch(() => undefined)
        )?.status === 200,
    );
  }, 120_000);

  afterAll(async () => {
    await haproxy.stop();
    await Promise.all(services.map((service) => service.end('SIGKILL')));
    await receiver.stop();
    await database.drop();
  });

  it(
    'fail no request while each is restarted, and miss or double no create, event or delivery',
    async () => {
      const company = await createCompany(database);
      const api = through().as(company);
      const endpoint = await createEndpoint(api, receiver.url);
      const load = new Load(api, company);
      const mirror = new FeedMirror('feed', api);
      const statuses = new Map<number, number>();
      let isOver = false;
      const readers = Promise.all(
        ['/api/projects?limit=10', '/api/persons/me'].map(async (path) => {
          while (!isOver) {
            const { status } = await api.get(path);
            statuses.set(status, (statuses.get(status) ?? 0) + 1);
          }
        }),
      );
      const follow = async (): Promise<void> => {
        while (!isOver) await mirror.pass();
      };
      const following = follow();

      for (let round = 0; round < ROUNDS; round++) {
        for (let place = 0; place < PROCESSES; place++) {
          await load.continues(ACKNOWLEDGED);
          expect(await services[place]!.end()).toBe(0);
          await start(place);
          // HAProxy takes it back at the next check.
          await delay(500);
        }
      }
      await load.continues(ACKNOWLEDGED);
      await load.end();
      isOver = true;
      await Promise.all([readers, following]);

      expect([...load.refusals]).toEqual([]);
      expect([...statuses.keys()]).toEqual([200]);
      expect(await storedJournal(database, company.companyId)).toEqual(expectedJournal(load.journal));
      const ids = ((await eventsOf(database, company.companyId)) as { id: number }[]).map(({ id }) => id);
      await until(async () => {
        await mirror.pass();
        return mirror.seen.size >= ids.length;
      });
      expect(mirror.faults).toBe(0);
      expect([...mirror.seen].sort((one, other) => one - other)).toEqual(ids);
      await untilStatus(database, endpoint, 'delivered', ids.length);
      const delivered = new Set(receiver.ids);
      expect(delivered).toEqual(new Set(ids.map(String)));
      expect(receiver.ids).toHaveLength(ids.length);
      const read = [...statuses.values()].reduce((sum, count) => sum + count, 0);
      report(
        `${ROUNDS} rolling restarts of ${PROCESSES} processes behind HAProxy`,
        `${load.acknowledged} creates and ${read} reads, 0 failed; ${ids.length} events, each read once; ` +
          `${receiver.ids.length} deliveries of ${delivered.size} events`,
      );
    },
    scaled(180_000, 1_800_000),
  );

  it('take a key once, whichever of them gets it', async () => {
    const company = await createCompany(database);
    const callers = each().map((api) => api.as(company));
    for (let number = 0; number < KEYS; number++) {
      const key = withKey(`key-${number}`);
      const body = projectBody(company, { name: `Key ${number}` });
      const responses = await Promise.all(
        Array.from({ length: 4 * PROCESSES }, async (_, at) =>
          callers[at % PROCESSES]!.post('/api/projects', body, key),
        ),
      );
      const created = responses.filter(({ status }) => status === 201);
      expect(new Set(created.map(({ text }) => text)).size).toBe(1);
      expect(responses.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
    }
    const [stored] = await database.query<{ count: number }>(
      'select count(*)::integer as count from projects where company_id = $1',
      [company.companyId],
    );
    expect(stored).toEqual({ count: KEYS });
    report(`${KEYS} keys, each sent 16 times at once to ${PROCESSES} processes`, 'one project each');
  }, 120_000);

  it('refuse a revoked token, all of them', async () => {
    const company = await createCompany(database);
    const me = async (api: Api): Promise<number> => (await api.as(company).get('/api/persons/me')).status;
    expect(await Promise.all(each().map(me))).toEqual(ports.map(() => 200));
    await database.query(
      `update tokens set revoked_at = now()
        where account_id = (select account_id from persons where company_id = $1 and id = $2)`,
      [company.companyId, company.personId],
    );
    await until(async () => (await Promise.all(each().map(me))).every((status) => status === 401));
    report(`a revoked token`, `refused by all ${PROCESSES} processes`);
  });

  it(
    'allow together what the rate limit allows',
    async () => {
      const company = await createCompany(database);
      await database.query(
        'insert into rate_limits (company_id, person_id, window_start, used) values ($1, $2, now(), $3)',
        [company.companyId, company.personId, RATE_LIMIT - LEFT],
      );
      const api = through().as(company);
      let allowed = 0;
      const client = async (): Promise<void> => {
        for (;;) {
          const response: ApiResponse = await api.get('/api/persons/me');
          if (response.status !== 200) {
            expectTooMany(response, RATE_LIMIT);
            return;
          }
          allowed++;
        }
      };
      await Promise.all(Array.from({ length: 16 }, client));
      expect(allowed).toBeLessThanOrEqual(LEFT);
      // Each of the others may hold 1 % of the limit.
      expect(allowed).toBeGreaterThanOrEqual(LEFT - (PROCESSES - 1) * 0.01 * RATE_LIMIT);
      report(`a rate limit of which ${LEFT} are left, by ${PROCESSES} processes`, `${allowed} allowed`);
    },
    scaled(60_000, 300_000),
  );
});
