import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { newToken } from '../src/auth/token-secret';
import { registerPgTypes } from '../src/database/pg-types';
import { migrate, openDataSource } from '../src/database/migrate';
import { ensureDemo } from '../src/demo/demo';
import { startEmbeddedPostgres } from '../src/embedded-postgres/cluster';
import { clusterPaths } from '../src/embedded-postgres/paths';
import { readPostmasterFile } from '../src/embedded-postgres/postmaster';
import { BenchDatabase } from './bench-database';
import { type BenchAccess } from './requests';
import { createTenants, type Tenant } from './tenants';

/** What decides whether an acknowledged create survives a power cut. */
const DURABILITY = ['fsync', 'synchronous_commit', 'full_page_writes'] as const;

export interface BenchPostgres {
  readonly folder: string;
  readonly pid: number;
  readonly version: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly access: BenchAccess;
  readonly companyId: number;
  /** A hundred more companies, each with one of everything that a project can point to. */
  readonly tenants: readonly Tenant[];
  /** With the companies and no project. */
  readonly database: BenchDatabase;
  /** A second one like it. */
  readonly secondDatabase: BenchDatabase;
  stop(): Promise<void>;
}

/** The PostgreSQL that the service brings along, on a data folder of its own, with the settings that it always has. */
export async function startPostgres(): Promise<BenchPostgres> {
  registerPgTypes();
  const folder = await mkdtemp(join(tmpdir(), 'projects-api-bench-'));
  const postgres = await startEmbeddedPostgres({ dataFolder: folder });
  const stop = async (): Promise<void> => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const { access, tenants } = await seed(postgres.url);
    const secondUrl = await clone(postgres.url, 'second');
    const database = await BenchDatabase.open(postgres.url);
    const [company] = await database.query<{ id: number }>("select id from companies where slug = 'demo'");
    return {
      folder,
      pid: readPostmasterFile(clusterPaths(folder))!.pid!,
      version: await setting(database, 'server_version'),
      settings: await durability(database),
      access,
      companyId: company!.id,
      tenants,
      database,
      secondDatabase: await BenchDatabase.open(secondUrl),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function seed(url: string): Promise<{ access: BenchAccess; tenants: Tenant[] }> {
  const dataSource = await openDataSource(url);
  try {
    await migrate(dataSource);
    const token = newToken();
    const { company } = (await ensureDemo(dataSource, { demoToken: token, dataDir: '' }))!;
    const database = await BenchDatabase.open(url);
    const tenants = await createTenants(database);
    await database.drop();
    return { access: { company, token }, tenants };
  } finally {
    await dataSource.destroy();
  }
}

/** Before anything else connects: PostgreSQL clones only a database without sessions. */
async function clone(url: string, name: string): Promise<string> {
  const [administration, clonedUrl] = [new URL(url), new URL(url)];
  const template = administration.pathname.slice(1);
  administration.pathname = 'postgres';
  clonedUrl.pathname = name;
  const client = new Client(administration.href);
  await client.connect();
  await client.query(`create database ${name} template ${template}`);
  await client.end();
  return clonedUrl.href;
}

/** Without these a create would be cheaper than the service promises, and the figures worth nothing. */
async function durability(database: BenchDatabase): Promise<Record<string, string>> {
  const settings: Record<string, string> = {};
  for (const name of DURABILITY) {
    settings[name] = await setting(database, name);
    if (settings[name] !== 'on') throw new Error(`PostgreSQL runs with ${name} = ${settings[name]}`);
  }
  return settings;
}

async function setting(database: BenchDatabase, name: string): Promise<string> {
  const [row] = await database.query<{ value: string }>('select current_setting($1) as value', [name]);
  return row!.value;
}
