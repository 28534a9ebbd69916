import { Api } from '../support/api';
import { createCompany, type TestCompany } from '../support/builders/company';
import { wholeProjectBody } from '../support/builders/project';
import { MovableAddress } from '../support/movable-address';
import { ServiceProcess } from '../support/service-process';
import { type ReplicatedPair, type ReplicatedServer, startReplicatedPair } from '../support/standby';
import { until } from '../support/until';
import { expectedJournal, storedJournal } from './journal';
import { CLIENTS, Load } from './load';
import { isLong, scaled, report } from './scale';

const ROUNDS = scaled(1, 5);
const ACKNOWLEDGED = scaled(20, 400);
/** Targets: 2 s until the 503, 5 s until the service writes again. */
const UNTIL_503 = scaled(20_000, 2_000);
const UNTIL_WRITTEN = scaled(50_000, 5_000);
/** How long no server takes writes, in milliseconds. */
const OUTAGE = isLong ? 10_000 : 1_000;

const READ_ONLY = {
  status: 503,
  body: {
    key: 'service_unavailable',
    message: 'The database takes no writes right now, as during a failover. Try again in a moment.',
  },
};

let pair: ReplicatedPair;
let address: MovableAddress;
let service: ServiceProcess;
let company: TestCompany;
let api: Api;

beforeEach(async () => {
  pair = await startReplicatedPair();
  address = new MovableAddress(pair.primary.port);
  await address.start();
  company = await createCompany(pair.primary.database);
  service = new ServiceProcess({
    DATABASE_URL: address.of(pair.primary.url),
    // With a limit, which is counted in the database.
    RATE_LIMIT_PER_HOUR: '1000000',
    LOG_LEVEL: 'silent',
  });
  api = new Api(await service.listening()).as(company);
}, 60_000);

afterEach(async () => {
  await service.end();
  await address.stop();
  await pair.stop();
});

const show = ({ status, body }: { status: number; body: unknown }): object => ({ status, body });
const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Until a write is refused for a read-only database; how long that takes, in milliseconds. */
async function refusesWrites(): Promise<number> {
  const start = performance.now();
  await until(async () => {
    const response = await api.post('/api/projects', wholeProjectBody(company));
    return (response.body as { message?: string }).message === READ_ONLY.body.message;
  });
  return performance.now() - start;
}

/** What is not ready, refuses writes and serves reads, for as long as no server takes writes. */
async function expectReadOnly(): Promise<void> {
  expect(show(await api.get('/health/ready'))).toEqual(READ_ONLY);
  expect((await api.get('/health/live')).status).toBe(200);
  expect((await api.get('/api/projects?limit=1')).status).toBe(200);
  await sleep(OUTAGE);
  expect(show(await api.post('/api/projects', wholeProjectBody(company)))).toEqual(READ_ONLY);
  expect(show(await api.get('/health/ready'))).toEqual(READ_ONLY);
}

async function promote({ database }: ReplicatedServer): Promise<void> {
  await database.query('select pg_promote(true)');
}

/** Waits for the next acknowledged create, and compares what is stored with what was acknowledged. */
async function expectWritesAgain(load: Load, expectedRefusals: readonly string[]): Promise<number> {
  const recovery = await load.continues(1);
  expect(recovery).toBeLessThan(UNTIL_WRITTEN);
  // Connections of the moment before the promotion reach the old server, and are given up a second later.
  const written = performance.now();
  await until(async () => (await api.get('/health/ready')).status === 200);
  expect(performance.now() - written).toBeLessThan(UNTIL_WRITTEN - recovery);
  await load.continues(ACKNOWLEDGED);
  await load.end();
  expect([...load.refusals].filter((refusal) => !expectedRefusals.includes(refusal))).toEqual([]);
  // Creates of the waits above have no key.
  const stored = await storedJournal(pair.standby.database, company.companyId);
  expect(stored.filter((row) => (row as { keys: number }).keys > 0)).toEqual(expectedJournal(load.journal));
  return recovery;
}

function reportFailover(what: string, refused: number, recovery: number, load: Load): void {
  report(
    `R14: ${what}, ${CLIENTS} clients`,
    `503 after ${Math.round(refused)} ms, writing again ${Math.round(recovery)} ms after the promotion, ` +
      `${load.acknowledged} creates acknowledged: none lost`,
  );
}

describe('a failover under load', () => {
  it.each(Array.from({ length: ROUNDS }, (_, round) => round + 1))(
    'from a server that is read-only and keeps its connections: round %d',
    async () => {
      const { primary, standby } = pair;
      const load = new Load(api, company);
      await load.continues(ACKNOWLEDGED);
      await primary.database.query('alter system set default_transaction_read_only = on');
      await primary.database.query('select pg_reload_conf()');
      const refused = await refusesWrites();
      expect(refused).toBeLessThan(UNTIL_503);
      await expectReadOnly();

      address.target = standby.port;
      await promote(standby);
      const recovery = await expectWritesAgain(load, ['503 2']);
      // What reached the old server is not used again, and so closed as idle.
      await until(async () => {
        const left = await primary.database.query(
          "select from pg_stat_activity where application_name = 'projects-api'",
        );
        return left.length === 0;
      });
      reportFailover(
        'a primary turns read-only and another server takes its address',
        refused,
        recovery,
        load,
      );
    },
    scaled(120_000, 300_000),
  );

  it.each(Array.from({ length: ROUNDS }, (_, round) => round + 1))(
    'from a server that is killed, to a standby that is promoted later: round %d',
    async () => {
      const { primary, standby } = pair;
      const load = new Load(api, company);
      await load.continues(ACKNOWLEDGED);
      address.target = standby.port;
      primary.kill();
      const refused = await refusesWrites();
      expect(refused).toBeLessThan(UNTIL_503);
      await expectReadOnly();

      await promote(standby);
      // 409: the killed server may still have been running what it was sent.
      const recovery = await expectWritesAgain(load, ['503 2', '409 1']);
      reportFailover('a primary is killed and its standby promoted', refused, recovery, load);
    },
    scaled(120_000, 300_000),
  );
});
