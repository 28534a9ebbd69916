import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readEnv } from '../../src/config/env';
import { findRunningPostgres } from '../../src/embedded-postgres/cluster';
import { findFreePort } from '../../src/embedded-postgres/free-port';
import { Log } from '../../src/logging/log';
import { prepareService } from '../../src/prepare-service';
import { samplesOf } from '../metrics/scrape';
import { expectedJournal, storedJournal } from '../reliability/journal';
import { Load } from '../reliability/load';
import { Api } from '../support/api';
import { createCompany } from '../support/builders/company';
import { createDatabase, type TestDatabase } from '../support/database';
import { sendRaw } from '../support/raw-http';
import { ServiceProcess } from '../support/service-process';
import { temporaryFolder } from '../support/temporary-folder';
import { until } from '../support/until';

const TOKEN = 'metrics-token-of-thirty-two-chars';
let database: TestDatabase;
const running: ServiceProcess[] = [];

beforeAll(async () => {
  database = await createDatabase();
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.end('SIGKILL')));
});

afterAll(async () => {
  await database.drop();
});

const SETTINGS = { PROCESSES: '2', RATE_LIMIT_PER_HOUR: '0', METRICS_TOKEN: TOKEN };

function start(env: Record<string, string>): ServiceProcess {
  const service = new ServiceProcess({ ...SETTINGS, ...env });
  running.push(service);
  return service;
}

/** Its workers, with an embedded PostgreSQL that, too. */
const childrenOf = ({ pid }: ServiceProcess): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The status, over a connection of its own. */
async function statusOf(url: string): Promise<number> {
  const path = new URL(url).pathname;
  return (await sendRaw(url, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)).status;
}

async function scrape(url: string): Promise<ReadonlyMap<string, number>> {
  const { status, text } = await new Api(url).get('/metrics', { token: TOKEN });
  expect({ status, text }).toMatchObject({ status: 200 });
  return samplesOf(text);
}

const stateOf = (samples: ReadonlyMap<string, number>): object =>
  Object.fromEntries(
    ['wanted', 'serving', 'replaced'].map((state) => [
      state,
      samples.get(`projects_api_processes{state="${state}",process="0"}`),
    ]),
  );

const processesWith = (samples: ReadonlyMap<string, number>, name: string): string[] =>
  [...samples.keys()].flatMap((sample) =>
    sample.startsWith(`${name}{`) ? (/process="(\d+)"/.exec(sample)?.[1] ?? []) : [],
  );

describe('a service of two processes', () => {
  it('prints its demo token once, has the metrics of all on one port, and stops all and its PostgreSQL', async () => {
    const folder = await temporaryFolder();
    const [dataDir, port] = [join(folder, 'data'), await findFreePort()];
    const service = start({ DATA_DIR: dataDir, METRICS_PORT: String(port) });
    const url = await service.listening();
    const token = readFileSync(join(dataDir, 'demo-token'), 'utf8').trim();
    expect(service.output.split(token)).toHaveLength(2);
    expect(service.output.match(/listens on/g)).toHaveLength(1);
    const api = new Api(url, { token, company: 'demo' });
    for (let request = 0; request < 4; request++)
      expect((await api.get('/api/persons/me', { headers: { Connection: 'close' } })).status).toBe(200);

    const samples = await scrape(`http://127.0.0.1:${port}`);
    expect(stateOf(samples)).toEqual({ wanted: 2, serving: 2, replaced: 0 });
    expect(samples.get('projects_api_embedded_database{state="running",process="0"}')).toBe(1);
    expect(processesWith(samples, 'process_resident_memory_bytes').sort()).toEqual(['0', '1', '2']);
    const requests = 'projects_api_http_request_duration_seconds_count';
    expect(processesWith(samples, requests).sort()).toEqual(['1', '2']);
    const isNumber = (value: number): boolean => !Number.isNaN(value);
    expect([...samples].filter(([name, value]) => !name.includes('lag') && !isNumber(value))).toEqual([]);

    const workers = childrenOf(service);
    expect(await service.end('SIGINT')).toBe(0);
    expect(service.output.split(token)).toHaveLength(2);
    expect(workers.filter(isAlive)).toEqual([]);
    expect(await findRunningPostgres(dataDir)).toBeUndefined();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  describe('whose processes are killed', () => {
    let service: ServiceProcess;
    let url: string;
    let outputBefore: number;
    let replacedBefore: number;
    const counts = async () => stateOf(await scrape(url)) as { serving: number; replaced: number };
    const ends = (): readonly string[] =>
      service.output
        .slice(outputBefore)
        .match(/Process \d of the service ended \(SIGKILL\)\. It is replaced [^"]*/g) ?? [];
    const untilReplaced = (kills: number): Promise<void> =>
      until(async () => {
        const { serving, replaced } = await counts();
        return serving === 2 && replaced === replacedBefore + kills;
      });

    beforeAll(async () => {
      service = new ServiceProcess({ ...SETTINGS, DATABASE_URL: database.url, SHUTDOWN_DELAY_MS: '5000' });
      url = await service.listening();
    });

    beforeEach(async () => {
      await until(async () => (await counts()).serving === 2);
      ({ replaced: replacedBefore } = await counts());
      outputBefore = service.output.length;
    });

    afterAll(() => service.end('SIGKILL'));

    it('loses and doubles no create, and replaces them', async () => {
      const company = await createCompany(database);
      const load = new Load(new Api(url).as(company), company);
      await load.continues(30);
      for (let kills = 1; kills <= 2; kills++) {
        const workers = childrenOf(service);
        expect(workers).toHaveLength(2);
        process.kill(workers[kills % 2]!, 'SIGKILL');
        await load.continues(30);
        await untilReplaced(kills);
      }
      await load.continues(30);
      await load.end();
      expect(
        [...load.refusals].filter((refusal) => refusal !== 'connection lost' && !refusal.startsWith('409')),
      ).toEqual([]);
      expect(await storedJournal(database, company.companyId)).toEqual(expectedJournal(load.journal));
      expect(ends()).toHaveLength(2);
      expect(ends()[0]).toMatch(/at once\.$/);
    }, 120_000);

    it('lets no client wait whose connection was on its way to one', async () => {
      const workers = childrenOf(service);
      for (const worker of workers) process.kill(worker, 'SIGSTOP');
      // One on its way to each, and more that wait for their turn.
      const clients = Array.from({ length: 6 }, async () => statusOf(url).catch(() => 'connection lost'));
      await pause(1_500);
      process.kill(workers[0]!, 'SIGKILL');
      process.kill(workers[1]!, 'SIGCONT');
      const responses = await Promise.all(clients);
      expect(responses.sort()).toEqual([200, 200, 200, 200, 200, 'connection lost']);
      await untilReplaced(1);
    }, 30_000);

    it('replaces each once and keeps its address, though the first process answers late', async () => {
      const workers = childrenOf(service);
      for (const worker of workers) process.kill(worker, 'SIGKILL');
      await until(() => {
        const others = childrenOf(service).filter((pid) => !workers.includes(pid));
        return Promise.resolve(others.length === 2);
      });
      process.kill(service.pid, 'SIGSTOP');
      await pause(6_000);
      process.kill(service.pid, 'SIGCONT');
      await until(async () => (await statusOf(url).catch(() => 0)) === 200);
      await untilReplaced(2);
      expect(ends()).toHaveLength(2);
    }, 60_000);

    it('says of none that it is ready once it is stopped, also of one that starts at that moment', async () => {
      const workers = childrenOf(service);
      process.kill(workers[0]!, 'SIGKILL');
      await until(() => Promise.resolve(childrenOf(service).some((pid) => !workers.includes(pid))));
      const ended = service.end();
      const statuses: number[] = [];
      const isOver = ended.then(() => true);
      while (!(await Promise.race([isOver, pause(20, false)])))
        await statusOf(`${url}/health/ready`).then(
          (status) => statuses.push(status),
          () => undefined,
        );
      expect(await ended).toBe(0);
      const first503 = statuses.indexOf(503);
      expect(first503).toBeGreaterThanOrEqual(0);
      expect(new Set(statuses.slice(first503))).toEqual(new Set([503]));
    }, 60_000);
  });

  it('answers all when it is stopped, though the signal reaches every process', async () => {
    const service = start({ DATABASE_URL: database.url, SHUTDOWN_DELAY_MS: '700' });
    const url = await service.listening();
    const company = await createCompany(database);
    const load = new Load(new Api(url).as(company), company);
    await load.continues(30);
    const workers = childrenOf(service);
    for (const worker of workers) process.kill(worker, 'SIGTERM');
    const ended = service.end();
    const isReady = async (): Promise<boolean> => (await new Api(url).get('/health/ready')).status === 200;
    await until(async () => !(await isReady()));
    await load.continues(8);
    await load.end();
    expect(await ended).toBe(0);
    expect([...load.refusals]).toEqual([]);
    expect(await storedJournal(database, company.companyId)).toEqual(expectedJournal(load.journal));
    expect(workers.filter(isAlive)).toEqual([]);
  }, 60_000);

  it('ends all processes when the first one is killed', async () => {
    const service = start({ DATABASE_URL: database.url });
    const url = await service.listening();
    const workers = childrenOf(service);
    expect(await service.end('SIGKILL')).toBe('SIGKILL');
    await until(() => Promise.resolve(!workers.some(isAlive)));
    await expect(fetch(url)).rejects.toThrow();
  });

  it('does not start on a port that is taken, and says so once', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const service = start({ DATABASE_URL: database.url, PORT: String(port) });
    expect(await service.ended).toBe(1);
    expect(service.errors).toBe(
      `Port ${port} on 127.0.0.1 is taken. Stop what uses it, or set PORT to a free one (0 chooses one).\n`,
    );
    other.close();
  });
});

it('a start warns of pools that are too large together', async () => {
  const lines: string[] = [];
  const log = new Log('warn', { write: (line: string) => lines.push(line) } as never);
  const settings = { DATABASE_URL: database.url, DATABASE_POOL_SIZE: '100' };
  await prepareService(readEnv({ ...settings, PROCESSES: '1' }), log);
  expect(lines.join('')).not.toContain('PROCESSES');
  await prepareService(readEnv({ ...settings, PROCESSES: '64' }), log);
  expect(lines.join('')).toMatch(
    /PROCESSES × DATABASE_POOL_SIZE are 6400 connections, and PostgreSQL accepts \d+\./,
  );
});
