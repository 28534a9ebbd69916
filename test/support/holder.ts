import { Client } from 'pg';
import { type TestApp } from './app';

/** A connection that holds locks as long as a test wants: what it began is rolled back after each. */
export function useHolder(service: TestApp): { readonly query: (sql: string) => Promise<unknown> } {
  let client: Client;
  beforeAll(async () => {
    client = new Client(service.database.url);
    // The service goes first, and its database with it.
    client.on('error', () => undefined);
    await client.connect();
  });
  afterEach(() => client.query('rollback'));
  afterAll(() => client.end());
  return { query: (sql) => client.query(sql) };
}
