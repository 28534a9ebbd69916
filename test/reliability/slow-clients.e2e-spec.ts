import { readdirSync } from 'node:fs';
import { type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { LATEST_VERSION } from '../../src/http/api-versions';
import { MAX_WAITING } from '../../src/http/pipelining';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { createDatabase, type TestDatabase } from '../support/database';
import { countRows } from '../support/queries';
import { connectTo } from '../support/raw-http';
import { ServiceProcess } from '../support/service-process';
import { until } from '../support/until';
import { latenciesBeside, percentile } from './latencies';
import { isLong, scaled, report } from './scale';

const CLIENTS = scaled(30, 500);
/** Responses that a slow reader asks for at once: as many as it may, and more than the buffers of both sides take. */
const RESPONSES = 1 + MAX_WAITING;
/** The short form does not wait until the slow ones are given up: other specs do, with shorter limits. */
const WAIT = scaled(1_000, 30_000);
/**
 * So many connections at most are those of the other client and to the database, or files of the company that have their
 * turn or wait for it, 24: they are refused after half a minute.
 */
const OTHERS = 35;

let database: TestDatabase;
let service: ServiceProcess;
let url: string;
/** Files that the service has open without a client. */
let idle: number;
let company: TestCompany;
let sockets: Socket[];

beforeAll(async () => {
  database = await createDatabase();
  service = new ServiceProcess({
    DATABASE_URL: database.url,
    RATE_LIMIT_PER_HOUR: '0',
    LOG_LEVEL: 'silent',
  });
  url = await service.listening();
  idle = openFiles();
});

beforeEach(async () => {
  company = await createCompany(database);
  sockets = [];
});

afterEach(() => {
  for (const socket of sockets) socket.destroy();
});

afterAll(async () => {
  await service.end('SIGKILL');
  await database.drop();
});

const headers = (): Record<string, string> => ({
  Host: 'localhost',
  Authorization: `Bearer ${company.token}`,
  'Wethod-Company': company.company,
  'Wethod-Version': LATEST_VERSION,
});
const head = (line: string, more: Record<string, string> = {}): string =>
  `${line} HTTP/1.1\r\n${Object.entries({ ...headers(), ...more })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}`;

/** What a slow client sends at first, what it sends then each second, and whether it reads. */
interface Slowness {
  readonly first: () => string;
  readonly drip: string;
  readonly reads: boolean;
}
const body = (path: string, type: string): string =>
  `${head(`POST ${path}`, { 'Content-Type': type, 'Content-Length': '100000' })}\r\n{`;
const SLOW: readonly (readonly [what: string, slowness: Slowness])[] = [
  ['headers', { first: () => head('GET /api/projects'), drip: 'X: x\r\n', reads: true }],
  ['bodies', { first: () => body('/api/projects', 'application/json'), drip: ' ', reads: true }],
  ['readers', { first: () => `${head('GET /docs-json')}\r\n`.repeat(RESPONSES), drip: '', reads: false }],
  // The last ones: those that wait for their turn are there for half a minute.
  ['files', { first: () => body('/api/projects:import', 'application/x-ndjson'), drip: ' ', reads: true }],
];

/** Connections and files of the service. */
const openFiles = (): number => readdirSync(`/proc/${service.pid}/fd`).length;

function connectSlowly({ first, drip, reads }: Slowness): void {
  const socket = connectTo(url);
  sockets.push(socket);
  const dripping = setInterval(() => {
    if (drip !== '' && socket.writable) socket.write(drip);
  }, 1_000);
  socket.once('connect', () => socket.write(first()));
  socket.on('error', () => undefined);
  socket.once('close', () => {
    clearInterval(dripping);
  });
  if (reads) socket.resume();
  else socket.pause();
}

describe('very many slow clients at once', () => {
  it.each(SLOW)(
    'do not disturb another one, and are given up: slow %s',
    async (what, slowness) => {
      await until(() => Promise.resolve(openFiles() - idle < OTHERS));
      const created = { Authorization: '', ...headers(), 'Content-Type': 'application/json' };
      for (let count = 0; count < CLIENTS; count++) connectSlowly(slowness);
      const start = performance.now();
      let most = 0;
      let givenUp = Infinity;
      const watch = async (): Promise<void> => {
        while (performance.now() - start < WAIT) {
          await pause(100);
          const slow = openFiles() - idle;
          most = Math.max(most, slow);
          if (slow < OTHERS) givenUp = Math.min(givenUp, performance.now() - start);
          else givenUp = Infinity;
        }
      };
      const latencies = await latenciesBeside(
        {
          url: `${url}/api/projects`,
          method: 'POST',
          headers: created,
          body: JSON.stringify(projectBody(company)),
          status: 201,
          interval: 100,
        },
        watch(),
      );
      expect(most).toBeGreaterThanOrEqual(CLIENTS);
      expect(await countRows(database, 'projects', company.companyId)).toBe(latencies.length);
      report(
        `R7: ${latencies.length} creates beside ${CLIENTS} slow ${what}`,
        `p50 ${percentile(latencies, 50).toFixed(0)} ms, p99 ${percentile(latencies, 99).toFixed(0)} ms, given up after ${(givenUp / 1_000).toFixed(1)} s`,
      );
      if (!isLong) return;
      expect(percentile(latencies, 99)).toBeLessThan(500);
      expect(givenUp).toBeLessThanOrEqual(30_000);
    },
    120_000,
  );
});
