import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { registerPgTypes } from '../../src/database/pg-types';

// The tests see values as the service does.
registerPgTypes();

/** A database of one test file: a clone of the migrated template. */
export interface TestDatabase {
  readonly url: string;
  /** Runs SQL beside the service, to set up and to look. */
  query<Row extends object>(sql: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** A database with the schema and no rows. */
export async function createDatabase(): Promise<TestDatabase> {
  return cloneOf(new URL(process.env.TEST_POSTGRES_URL!).pathname.slice(1));
}

/** A database without even a schema. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return cloneOf('template1');
}

async function cloneOf(templateName: string): Promise<TestDatabase> {
  const template = new URL(process.env.TEST_POSTGRES_URL!);
  const name = `test_${process.env.JEST_WORKER_ID}_${randomBytes(4).toString('hex')}`;
  const admin = await connect(administration(template));
  // Cloning needs a template that nobody is connected to, which is so: only the set-up ever was.
  await admin.query(`create database ${name} template ${templateName}`);
  const url = new URL(template);
  url.pathname = name;
  const client = await connect(url.href);
  return {
    url: url.href,
    async query<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
      return (await client.query<Row>(sql, values)).rows;
    },
    async drop() {
      await client.end();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}

/** A database that exists, and stays when it is dropped here. */
export async function connectTo(url: string): Promise<TestDatabase> {
  const client = await connect(url);
  // Without a listener the end of the server would be the end of the tests.
  client.on('error', () => undefined);
  return {
    url,
    async query<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
      return (await client.query<Row>(sql, values)).rows;
    },
    drop: () => client.end(),
  };
}

function administration(template: URL): string {
  const url = new URL(template);
  url.pathname = 'postgres';
  return url.href;
}

async function connect(url: string): Promise<Client> {
  const client = new Client(url);
  await client.connect();
  return client;
}
