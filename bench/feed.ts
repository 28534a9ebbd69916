import 'reflect-metadata';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ANNOUNCE } from '../src/database/announced-stamp';
import { createManyProjects } from '../test/support/builders/many-projects';
import { BenchDatabase } from './bench-database';
import { type BenchPostgres, startPostgres } from './bench-postgres';
import { writeCandidate } from './candidates';
import { endAll } from './children';
import { printComparison, printLine } from './comparison';
import { writtenByEach } from './footprint';
import { importFile } from './import-file';
import { chooseGenerator, type Generator, type LoadRequest, type LoadResult, type Requests } from './load';
import { loadWithAutocannon } from './load-autocannon';
import { createsOf, headers, patchesOf, sendOnce } from './requests';
import { interleave } from './rounds';
import { type Server, startServer } from './servers';
import { percentile, spread } from './statistics';
import { exampleOf, seedTenants, type Tenant } from './tenants';

/**
 * What it costs a create and a change that nothing is missed in the feed, alone and beside a large import that has not
 * ended; and how late the feed is.
 */
const PROJECTS = 1_600;
const CONNECTIONS = 32;
const UNCOMMITTED = 100_000;
const PACE = { rounds: 5, seconds: 4, warmUpSeconds: 1, firstWarmUpSeconds: 20 };
const LAG = { rate: 1_000, seconds: 30, connections: 16 };
const LINES_AT_ONCE = 20;
const LOGGED = 400;

async function main(): Promise<void> {
  const generator = chooseGenerator();
  const postgres = await startPostgres();
  const { database, tenants } = postgres;
  const [tenant] = tenants as [Tenant];
  try {
    // Not by one of those that are measured, which would have compiled more than the other.
    const seeding = await startServer('service', database.url);
    await seedTenants(database, seeding.url, [tenant], PROJECTS);
    await seeding.stop();
    const announcing = await startServer('service', database.url);
    const unannounced = async (): Promise<Server> =>
      startServer('service', database.url, {
        NODE_OPTIONS: `--require ${join(__dirname, 'unannounced.js')}`,
      });
    const servers: readonly (readonly [string, Server])[] = [
      ['without announcements', await unannounced()],
      // Measured like the others: what differs is chance.
      ['without announcements, once more', await unannounced()],
      ['with announcements', announcing],
    ];
    const compare = (where: string) => measure(postgres, { servers, generator, tenant, where });
    await compareLogs(database, servers, tenant);
    await compare('');
    const end = await beginImport(database.url, tenant);
    await compare(`, beside an import with ${UNCOMMITTED} uncommitted projects`);
    await end();
    await followFeed(announcing, tenant, { what: 'creates', create: createsAtRate });
    await followFeed(announcing, tenant, { what: 'lines of an import', create: linesAtRate });
    await Promise.all(servers.map(([, server]) => server.stop()));
  } finally {
    endAll();
    await postgres.stop();
  }
}

interface Comparison {
  readonly servers: readonly (readonly [string, Server])[];
  readonly generator: Generator;
  readonly tenant: Tenant;
  readonly where: string;
}

async function measure(
  { database, pid }: BenchPostgres,
  { servers, generator, tenant, where }: Comparison,
): Promise<void> {
  let drives = 0;
  // Other values each time, or nothing would change.
  const patches = (): Requests => {
    drives++;
    return patchesOf([tenant], PROJECTS, [
      { name: `Changed in ${drives}` },
      { name: `Changed again in ${drives}` },
    ]);
  };
  const kinds: readonly (readonly [string, () => Requests])[] = [
    ['creates', () => createsOf([tenant])],
    ['changes', patches],
  ];
  const countEvents = async (): Promise<number> => {
    await database.quiet();
    const [row] = await database.query<{ count: number }>(
      'select count(*)::float8 as count from project_events',
    );
    return row!.count;
  };
  for (const [what, requests] of kinds) {
    let before = 0;
    const candidates = servers.map(([name, server]) =>
      writeCandidate(
        { name, servers: [server], connections: CONNECTIONS, requests, generator },
        {
          prepare: async () => {
            before = await countEvents();
            await database.settle();
          },
          verify: async ({ requests: acknowledged }: LoadResult) => {
            const stored = (await countEvents()) - before;
            if (stored < acknowledged)
              throw new Error(`${acknowledged} are acknowledged, ${stored} have an event`);
          },
        },
      ),
    );
    printComparison(what + where, await interleave(candidates, PACE, pid));
  }
}

/** An atomic import as PostgreSQL sees it: announced, stored, and not ended until the result is called. */
async function beginImport(url: string, tenant: Tenant): Promise<() => Promise<void>> {
  const importing = await BenchDatabase.open(url);
  await importing.query('begin');
  await importing.query(ANNOUNCE, [tenant.companyId]);
  await createManyProjects(importing, tenant, UNCOMMITTED);
  return async () => {
    await importing.query('rollback');
    await importing.drop();
  };
}

interface Page {
  readonly stamps: readonly number[];
  readonly next: string;
}

async function readPage({ url }: Server, tenant: Tenant, path: string): Promise<Page> {
  const response = await fetch(url + path, { headers: headers(tenant) });
  const events = (await response.json()) as { created_at: string }[];
  return {
    stamps: events.map(({ created_at: stamp }) => Date.parse(stamp)),
    next: /<([^>]*)>; rel="next"/.exec(response.headers.get('link')!)![1]!,
  };
}

/** What a create and a change write to the log, one after the other, mostly without images of pages. */
async function compareLogs(
  database: BenchDatabase,
  servers: readonly (readonly [string, Server])[],
  tenant: Tenant,
): Promise<void> {
  const [create] = createsOf([tenant]).list;
  const change = (number: number): LoadRequest => {
    const { list } = patchesOf([tenant], 1, [{ name: `Logged ${number}`, value: number }]);
    return list[0]!;
  };
  let changes = 0;
  const kinds: readonly (readonly [string, () => Requests])[] = [
    ['create', () => ({ list: [create!], statuses: [201] })],
    ['change', () => ({ list: [change((changes += 1))], statuses: [200] })],
  ];
  for (const [what, next] of kinds) {
    const logs: string[] = [];
    for (const [name, { url }] of servers) {
      await database.settle();
      const bytes = await writtenByEach(database, LOGGED, () => sendOnce(url, next()));
      logs.push(`${name} ${spread(bytes).median} bytes`);
    }
    printLine(`Write-ahead log of a ${what}, median of ${LOGGED}: ${logs.join(', ')}.`);
  }
}

interface Created {
  readonly requests: number;
  readonly seconds: number;
  readonly failures: number;
}

const createsAtRate = async ({ url }: Server, tenant: Tenant): Promise<Created> =>
  loadWithAutocannon({ url, ...LAG, requests: createsOf([tenant]) });

/** One connection, so that what sends them takes less of the machine. */
async function linesAtRate({ url }: Server, tenant: Tenant): Promise<Created> {
  const { rate, seconds } = LAG;
  const line = `${JSON.stringify(exampleOf(tenant))}\n`;
  const start = performance.now();
  async function* file(): AsyncGenerator<string> {
    for (let sent = 0; sent < rate * seconds; sent += LINES_AT_ONCE) {
      yield line.repeat(LINES_AT_ONCE);
      const next = start + (1_000 * (sent + LINES_AT_ONCE)) / rate;
      await pause(Math.max(0, next - performance.now()));
    }
  }
  const took = await importFile(url, tenant, file(), rate * seconds);
  return { requests: rate * seconds, seconds: took / 1_000, failures: 0 };
}

interface Following {
  readonly what: string;
  readonly create: (server: Server, tenant: Tenant) => Promise<Created>;
}

/** Milliseconds from the stamp of an event to the response that has it, while one company creates. */
async function followFeed(server: Server, tenant: Tenant, { what, create }: Following): Promise<void> {
  let page: Page = { stamps: [], next: '/api/events' };
  do page = await readPage(server, tenant, page.next);
  while (page.stamps.length > 0);
  const created = create(server, tenant);
  const creating = { isOver: false };
  const end = (): void => {
    creating.isOver = true;
  };
  created.then(end, end);
  const lags: number[] = [];
  let pages = 0;
  do {
    page = await readPage(server, tenant, page.next);
    const now = Date.now();
    lags.push(...page.stamps.map((stamp) => now - stamp));
    pages += 1;
  } while (!creating.isOver || page.stamps.length > 0);
  const { requests, seconds, failures } = await created;
  if (lags.length !== requests || failures > 0)
    throw new Error(`${requests} ${what} and ${failures} failures, ${lags.length} events`);
  const ascending = Float64Array.from(lags).sort();
  const [middle, late, latest] = [0.5, 0.99, 1].map((share) => percentile(ascending, share));
  printLine(
    `${(requests / seconds).toFixed(0)} ${what} a second of one company for ${LAG.seconds} s, ${pages} pages of its feed.`,
  );
  printLine(
    `From the stamp of an event to the response that has it: p50 ${middle}, p99 ${late}, longest ${latest} ms.`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
