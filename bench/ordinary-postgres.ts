import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../src/app.setup';
import { migrate, openDataSource } from '../src/database/migrate';
import { registerPgTypes } from '../src/database/pg-types';
import { startEmbeddedPostgres } from '../src/embedded-postgres/cluster';
import { Log } from '../src/logging/log';
import { ordinaryBinaries } from '../test/ordinary-postgres/binaries';
import { startOrdinaryPostgres } from '../test/ordinary-postgres/cluster';
import { createCompany, type TestCompany } from '../test/support/builders/company';
import { BenchDatabase } from './bench-database';
import { median } from './statistics';

/**
 * Is a create on an ordinary PostgreSQL, with JIT and its default settings, as fast as on the embedded one? One create
 * after the other, on each in turn, so that both meet the same machine. Then the same for changes.
 */
const WARM_UP = 100;
const ROUNDS = 1_000;

interface Contestant {
  create(): Promise<number>;
  change(): Promise<number>;
  stop(): Promise<void>;
}

async function contestant(serviceUrl: string, ownerUrl: string): Promise<Contestant> {
  const dataSource = await openDataSource(serviceUrl);
  await migrate(dataSource, ownerUrl);
  await dataSource.destroy();
  const database = await BenchDatabase.open(ownerUrl);
  const company = await createCompany(database);
  const app = await createApp({
    databaseUrl: serviceUrl,
    databasePoolSize: 10,
    rateLimitPerHour: 0,
    log: new Log('warn'),
  });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const send = sender(`http://127.0.0.1:${port}/api/projects`, company);
  let count = 0;
  let id = 0;
  return {
    async create() {
      const start = performance.now();
      ({ id } = await send('POST', '', bodyOf(company)));
      return performance.now() - start;
    },
    async change() {
      const start = performance.now();
      await send('PATCH', `/${id}`, { name: `Name ${count++}` });
      return performance.now() - start;
    },
    async stop() {
      await app.close();
      await database.drop();
    },
  };
}

function sender(url: string, { token, company }: TestCompany) {
  const headers = {
    Authorization: `Bearer ${token}`,
    'Wethod-Company': company,
    'Wethod-Version': '2024-06-15',
    'Content-Type': 'application/json',
  };
  return async (method: string, path: string, body: object): Promise<{ id: number }> => {
    const response = await fetch(url + path, { method, headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} failed with ${response.status}: ${text}`);
    return JSON.parse(text) as { id: number };
  };
}

function bodyOf(company: TestCompany): object {
  return {
    name: 'First project',
    client_id: company.clientId,
    pm_id: company.personId,
    job_order_category_id: company.categoryId,
    value: 1.5,
    probability: 50,
    start_date: '2024-01-15',
    duration: 4,
  };
}

async function compare(ordinary: Contestant, embedded: Contestant, what: 'create' | 'change'): Promise<void> {
  const times: [number[], number[]] = [[], []];
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const [index, one] of [ordinary, embedded].entries()) {
      const time = await one[what]();
      if (round >= 0) times[index]!.push(time);
    }
  }
  const [p50, reference] = times.map(median) as [number, number];
  const line = `${what}: p50 ${p50.toFixed(2)} ms, embedded ${reference.toFixed(2)} ms, ratio ${(p50 / reference).toFixed(2)}`;
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  registerPgTypes();
  const dataFolder = await mkdtemp(join(tmpdir(), 'projects-api-bench-'));
  const ordinary = await startOrdinaryPostgres(ordinaryBinaries());
  const embedded = await startEmbeddedPostgres({ dataFolder });
  try {
    process.stdout.write(`${ordinary.description}, beside the embedded PostgreSQL\n`);
    const contestants = [
      await contestant(ordinary.serviceUrl, ordinary.ownerUrl),
      await contestant(embedded.url, embedded.url),
    ] as const;
    await compare(...contestants, 'create');
    await compare(...contestants, 'change');
    for (const one of contestants) await one.stop();
  } finally {
    await ordinary.stop();
    await embedded.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

void main();
