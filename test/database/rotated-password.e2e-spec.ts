import { randomBytes } from 'node:crypto';
import { startApp, type TestApp } from '../support/app';
import { createCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { createDatabase, type TestDatabase } from '../support/database';

const role = `rotated_${randomBytes(4).toString('hex')}`;
let database: TestDatabase;
let service: TestApp;

beforeAll(async () => {
  database = await createDatabase();
  const url = new URL(database.url);
  await database.query(`create role ${role} login password 'first' in role ${url.username}`);
  Object.assign(url, { username: role, password: 'first' });
  service = await startApp({ database: { ...database, url: url.href } });
});

afterAll(async () => {
  await service.stop();
  await database.query(`drop role ${role}`);
  await database.drop();
});

/** Changes the password, and ends the sessions that were opened with the one before. */
async function rotate(change: string): Promise<void> {
  await database.query(`alter role ${role} ${change}`);
  await database.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [role]);
}

const UNAVAILABLE = {
  status: 503,
  body: {
    key: 'service_unavailable',
    message: 'The database refuses the login of the service, or its password. Try again in a moment.',
  },
};

describe('a login that the database refuses after it took it', () => {
  it.each([
    ['another password', "password 'second'", "password 'first'"],
    ['no login', 'nologin', 'login'],
  ])('is 503 until it takes it again: %s', async (_, change, undo) => {
    const company = await createCompany(database);
    const api = service.api.as(company);
    expect((await api.post('/api/projects', projectBody(company))).status).toBe(201);
    await rotate(change);
    // A request that meets the end of its connection says so.
    await api.post('/api/projects', projectBody(company));
    for (const response of [
      await api.post('/api/projects', projectBody(company)),
      await api.get('/api/projects'),
      await api.get('/health/ready'),
    ]) {
      expect({ status: response.status, body: response.body }).toEqual(UNAVAILABLE);
      expect(response.headers.get('retry-after')).toBe('2');
    }
    await rotate(undo);
    expect((await api.post('/api/projects', projectBody(company))).status).toBe(201);
  });
});
