import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { registerPgTypes } from '../../src/database/pg-types';
import { databaseAt, onNodes } from './nodes';

// The tests see values as the service does.
registerPgTypes();

/** A database of one test file: a clone of the migrated template. */
export interface TestDatabase {
  /** With the role of the service, which may read and write rows and do nothing else. */
  readonly url: string;
  /** With the role that owns the schema. */
  readonly ownerUrl: string;
  /** Runs SQL beside the service, as the owner, to set up and to look. */
  query<Row extends object>(sql: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** A database with the schema and no rows. */
export async function createDatabase(): Promise<TestDatabase> {
  return cloneOf(new URL(process.env.TEST_OWNER_URL!).pathname.slice(1));
}

/** A database without even a schema. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return cloneOf('template1');
}

async function cloneOf(templateName: string): Promise<TestDatabase> {
  const name = `test_${process.env.JEST_WORKER_ID}_${randomBytes(4).toString('hex')}`;
  // Cloning needs a template without connections: only the set-up ever had one.
  await onNodes(`create database ${name} template ${templateName} ${process.env.TEST_CLONING}`);
  const ownerUrl = databaseAt(process.env.TEST_OWNER_URL!, name);
  const client = await connect(ownerUrl);
  return {
    url: databaseAt(process.env.TEST_SERVICE_URL!, name),
    ownerUrl,
    async query<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
      return (await client.query<Row>(sql, values)).rows;
    },
    async drop() {
      await client.end();
      await onNodes(`drop database ${name} with (force)`);
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
    ownerUrl: url,
    async query<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
      return (await client.query<Row>(sql, values)).rows;
    },
    drop: () => client.end(),
  };
}

async function connect(url: string): Promise<Client> {
  const client = new Client(url);
  await client.connect();
  return client;
}
