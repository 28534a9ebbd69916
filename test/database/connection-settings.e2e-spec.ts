import { Database } from '../../src/database/database';
import { startApp, type TestApp } from '../support/app';

let service: TestApp;

beforeAll(async () => {
  service = await startApp();
});

afterAll(async () => {
  await service.stop();
});

describe('a connection of the service', () => {
  it.each([
    // PostgreSQL's default is on: it then compiles each statement of a create, for some 200 ms.
    ['jit', 'off'],
    ['TimeZone', 'UTC'],
    ['statement_timeout', '5s'],
    ['lock_timeout', '2s'],
    ['idle_in_transaction_session_timeout', '10s'],
  ])('has %s set to %s', async (name, value) => {
    const rows = await service.app.get(Database).queryText('select current_setting($1) as value', [name]);
    expect(rows).toEqual([{ value }]);
  });
});
