import 'reflect-metadata';
import { type BenchPostgres, startPostgres } from './bench-postgres';
import { endAll } from './children';
import { chooseGenerator, type Requests } from './load';
import { usage } from './process-usage';
import { COMPANIES as PROJECTED, type Cost, projectionFor } from './projection';
import { createsOf, eventsOf, getsOf, KEY_HEADER, listsOf, patchesOf } from './requests';
import { type Server, startServer } from './servers';
import { exampleOf, importProjects, seedTenants, type Tenant } from './tenants';

/**
 * What each operation costs: CPU time of the service and of PostgreSQL, bytes of the write-ahead log, and bytes on the
 * disk. For docs/explanation/scale.md.
 */
const COMPANIES = 32;
const PROJECTS_EACH = 200;
const CONNECTIONS = 16;
const IMPORTED = 10_000;
const SECONDS = 8;
/** A new process costs two to three times as much until V8 has compiled what it runs. */
const WARM_UP_SECONDS = 10;

async function main(): Promise<void> {
  const postgres = await startPostgres();
  try {
    const server = await startServer('service', postgres.database.url);
    const tenants = postgres.tenants.slice(0, COMPANIES);
    await seedTenants(postgres.database, server.url, tenants, PROJECTS_EACH);
    const load = loadOn(server);
    const operations: readonly (readonly [operation: string, requests: Requests])[] = [
      ['create', createsOf(tenants)],
      ['create with a key', { ...createsOf(tenants), uniqueHeader: KEY_HEADER }],
      ['change of a name and a value', patchesOf(tenants, PROJECTS_EACH)],
      ['read of a project', getsOf(tenants)],
      ['list of 100 projects', listsOf(tenants)],
      ['100 events of the feed', eventsOf(tenants)],
    ];
    const costs: Cost[] = [];
    say('| operation | CPU of the service | of PostgreSQL | write-ahead log | disk | measured |');
    say('| --- | --: | --: | --: | --: | --: |');
    for (const [operation, requests] of operations) {
      await load(requests, WARM_UP_SECONDS);
      const others = fromTheMiddle(requests);
      costs.push(await measure(postgres, server, operation, () => load(others, SECONDS)));
      report(costs.at(-1)!);
    }
    report(await measure(postgres, server, 'line of an import', () => importLines(server, tenants[0]!)));
    await server.stop();
    project(costs);
  } finally {
    endAll();
    await postgres.stop();
  }
}

/** What was changed before is changed to other values. */
function fromTheMiddle(requests: Requests): Requests {
  const middle = Math.floor(requests.list.length / 2);
  return { ...requests, list: [...requests.list.slice(middle), ...requests.list.slice(0, middle)] };
}

/** Returns how many requests were answered. */
function loadOn({ url }: Server): (requests: Requests, seconds: number) => Promise<number> {
  const generator = chooseGenerator();
  return async (requests, seconds) => {
    const result = await generator.run({ url, connections: CONNECTIONS, seconds, requests });
    if (result.failures > 0) throw new Error(`${result.failures} of ${result.requests} requests failed`);
    return result.requests;
  };
}

async function importLines({ url }: Server, tenant: Tenant): Promise<number> {
  const bodies = Array.from({ length: IMPORTED }, () => exampleOf(tenant));
  return (await importProjects(url, tenant, bodies)).length;
}

async function measure(
  { database, pid }: BenchPostgres,
  server: Server,
  operation: string,
  work: () => Promise<number>,
): Promise<Cost> {
  // Nothing is an image of a page that is changed for the first time since a checkpoint, but for what is new.
  await database.settle();
  const [log, disk, before] = [await database.writtenLog(), await database.size(), usage([server.pid], pid)];
  const count = await work();
  await database.quiet();
  const after = usage([server.pid], pid);
  return {
    operation,
    count,
    server: (after.server - before.server) / count,
    postgres: (after.postgres - before.postgres) / count,
    log: ((await database.writtenLog()) - log) / count,
    disk: ((await database.size()) - disk) / count,
  };
}

function report({ operation, count, server, postgres, log, disk }: Cost): void {
  const figures = [
    `${server.toFixed(2)} ms`,
    `${postgres.toFixed(2)} ms`,
    `${(log / 1_000).toFixed(1)} kB`,
    `${(disk / 1_000).toFixed(1)} kB`,
    count.toLocaleString('en'),
  ];
  say(`| ${[operation, ...figures].join(' | ')} |`);
}

/** What installations of several sizes need. */
function project(costs: readonly Cost[]): void {
  say(
    '\n| companies | projects | disk, GB | requests/s | cores, service | cores, PostgreSQL | log a day, GB |',
  );
  say('| --: | --: | --: | --: | --: | --: | --: |');
  for (const companies of PROJECTED) {
    const of = projectionFor(companies, costs);
    const figures = [
      companies,
      of.projects,
      of.disk / 1e9,
      of.requestsPerSecond,
      of.serverCores,
      of.postgresCores,
      of.logPerDay / 1e9,
    ];
    say(`| ${figures.map(twoDigits).join(' | ')} |`);
  }
}

const twoDigits = (figure: number): string => figure.toLocaleString('en', { maximumSignificantDigits: 2 });

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
