import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, type QueryConfig } from 'pg';
import { createApp } from '../src/app.setup';
import { registerPgTypes } from '../src/database/pg-types';
import { migrate, openDataSource } from '../src/database/migrate';
import { startEmbeddedPostgres } from '../src/embedded-postgres/cluster';
import { Log } from '../src/logging/log';
import { createCompany, type TestCompany } from '../test/support/builders/company';
import { STORE_RESPONSES } from './seed';
import { createManyProjects } from '../test/support/builders/many-projects';
import { type TestDatabase } from '../test/support/database';
import { measureOffsets } from './list-offsets';
import { median } from './statistics';

/**
 * Does a page of projects cost the same in a company with a million of them as in one with a thousand? Interleaved
 * rounds on one machine, medians, the ratio, and the plans of PostgreSQL for the large company.
 */
const SMALL = 1_000;
const LARGE = 1_000_000;
const ROUNDS = 5;
const REQUESTS_A_ROUND = 40;

const QUERIES: readonly (readonly [what: string, query: (count: number) => string])[] = [
  ['first page', () => ''],
  ['first page, probability=gte:75', () => 'probability=gte:75'],
  ['first page, date_start=gte:2020-01-01', () => 'date_start=gte:2020-01-01'],
  ['sync of the last 100 changes', (count) => `updated_at=gt:${changed(count - 100)}`],
  ['sync of the last 10 %', (count) => `updated_at=gt:${changed(count * 0.9)}`],
  ['sync of everything', () => 'updated_at=gt:2000-01-01'],
  ['page in the middle, by Link', (count) => `after=${-count / 2}`],
];

/** When the project with this number was last changed: see createManyProjects. */
function changed(number: number): string {
  return new Date(Date.UTC(2020, 0, 1) + Math.round(number) * 60_000).toISOString();
}

async function main(): Promise<void> {
  registerPgTypes();
  const dataFolder = await mkdtemp(join(tmpdir(), 'projects-api-bench-'));
  const postgres = await startEmbeddedPostgres({ dataFolder });
  try {
    await measure(postgres.url);
  } finally {
    await postgres.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

async function measure(url: string): Promise<void> {
  const dataSource = await openDataSource(url);
  await migrate(dataSource);
  await dataSource.destroy();
  const client = new Client(url);
  await client.connect();
  const database: TestDatabase = {
    url,
    ownerUrl: url,
    async query<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
      return (await client.query<Row>(sql, values)).rows;
    },
    drop: () => client.end(),
  };
  const small = await createCompany(database);
  const large = await createCompany(database);
  await createManyProjects(database, small, SMALL);
  await createManyProjects(database, large, LARGE);
  await database.query(STORE_RESPONSES);
  await database.query('vacuum analyze projects');
  const app = await createApp({
    databaseUrl: url,
    databasePoolSize: 10,
    rateLimitPerHour: 0,
    log: new Log('silent'),
  });
  await app.listen(0, '127.0.0.1');
  const base = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;

  print(`Node ${process.version}, ${cpus().length} × ${cpus()[0]!.model}; ${SMALL} and ${LARGE} projects`);
  print(
    `medians of ${ROUNDS} interleaved rounds of ${REQUESTS_A_ROUND} requests, one at a time, in milliseconds\n`,
  );
  print(`${'list'.padEnd(36)}${'small'.padStart(8)}${'large'.padStart(8)}${'ratio'.padStart(8)}`);
  const plans: string[] = [];
  for (const [what, query] of QUERIES) {
    const times: Record<'small' | 'large', number[]> = { small: [], large: [] };
    for (let round = 0; round < ROUNDS; round++) {
      times.small.push(...(await time(base, small, await resolve(database, small, query(SMALL)))));
      times.large.push(...(await time(base, large, await resolve(database, large, query(LARGE)))));
    }
    const [one, other] = [median(times.small), median(times.large)];
    print(
      `${what.padEnd(36)}${one.toFixed(2).padStart(8)}${other.toFixed(2).padStart(8)}${(other / one).toFixed(2).padStart(8)}`,
    );
    plans.push(
      `\n${what}\n${await plan(database, base, large, await resolve(database, large, query(LARGE)))}`,
    );
  }
  await measureOffsets(database, large, (query) => get(base, large, query), print);
  print(`\nPlans for ${LARGE} projects:${plans.join('')}`);
  await app.close();
  await database.drop();
}

/** A negative id stands for the project at that place. */
async function resolve(database: TestDatabase, { companyId }: TestCompany, query: string): Promise<string> {
  const place = /^after=-(\d+)$/.exec(query)?.[1];
  if (place === undefined) return query;
  const [row] = await database.query<{ id: number }>(
    'select id from projects where company_id = $1 order by id offset $2 limit 1',
    [companyId, place],
  );
  return `after=${row!.id}`;
}

async function get(base: string, { token, company }: TestCompany, query: string): Promise<void> {
  const response = await fetch(`${base}/api/projects?${query}`, {
    headers: { Authorization: `Bearer ${token}`, 'Wethod-Company': company, 'Wethod-Version': '2024-06-15' },
  });
  const page = (await response.json()) as unknown[];
  if (response.status !== 200 || page.length === 0)
    throw new Error(`${query}: ${response.status}, ${page.length} items`);
}

async function time(base: string, company: TestCompany, query: string): Promise<number[]> {
  const times: number[] = [];
  for (let request = 0; request < REQUESTS_A_ROUND; request++) {
    const start = performance.now();
    await get(base, company, query);
    times.push(performance.now() - start);
  }
  return times;
}

/** What PostgreSQL does for the statement that the request sends. */
async function plan(
  database: TestDatabase,
  base: string,
  company: TestCompany,
  query: string,
): Promise<string> {
  const { query: original } = Client.prototype as unknown as { query: (...args: unknown[]) => unknown };
  let sent: QueryConfig | undefined;
  Client.prototype.query = function (this: Client, ...args: unknown[]) {
    const [query] = args as [QueryConfig];
    if (query.text.includes('from projects')) sent = query;
    return Reflect.apply(original, this, args);
  } as never;
  await get(base, company, query);
  Client.prototype.query = original as never;
  const rows = await database.query<{ 'QUERY PLAN': string }>(
    `explain (analyze, buffers) ${sent!.text}`,
    sent!.values,
  );
  return rows.map((row) => `  ${row['QUERY PLAN']}`).join('\n');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
