import { rm } from 'node:fs/promises';
import { startEmbeddedPostgres } from '../../src/embedded-postgres/cluster';
import { createDatabase, createEmptyDatabase, type TestDatabase } from '../support/database';
import { Api } from '../support/api';
import { createCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { projectsOf } from '../support/queries';
import { ServiceProcess } from '../support/service-process';
import { temporaryFolder } from '../support/temporary-folder';

let database: TestDatabase;
const running: ServiceProcess[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.end()));
  await database.drop();
});

function start(env: Record<string, string> = {}): ServiceProcess {
  const service = new ServiceProcess({ DATABASE_URL: database.url, ...env });
  running.push(service);
  return service;
}

describe('the service with a database of its operator', () => {
  it('migrates an empty one, once, when two processes start at the same moment, and makes no demo', async () => {
    database = await createEmptyDatabase();
    const settings = { MIGRATION_DATABASE_URL: database.ownerUrl };
    const services = [start(settings), start(settings)];
    for (const service of services) {
      const url = await service.listening();
      expect((await new Api(url).get('/health/ready')).body).toEqual({ status: 'ok' });
      expect(service.output).toBe(
        `The projects API listens on ${url}\n\nBase URL       ${url}/api\nDocumentation  ${url}/docs\n`,
      );
    }
    const names = (await database.query<{ name: string }>('select name from migrations')).map(
      ({ name }) => name,
    );
    expect(names).toEqual([...new Set(names)]);
    expect(await database.query('select * from companies')).toEqual([]);
    for (const service of services) expect(await service.end()).toBe(0);
  }, 60_000);

  it('finishes what is in flight when it gets a signal to stop, and accepts nothing after that', async () => {
    database = await createDatabase();
    const company = await createCompany(database);
    const service = start();
    const url = await service.listening();
    const api = new Api(url).as(company);
    await api.get('/api/persons/me');

    await database.query('begin');
    await database.query('lock table project_metadata in access exclusive mode');
    const answering = api.post('/api/projects', projectBody(company));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const ended = service.end('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await expect(fetch(`${url}/health/live`)).rejects.toThrow();
    await database.query('commit');

    const { status, body, headers } = await answering;
    expect({ status, body }).toMatchObject({ status: 201, body: { name: 'First project' } });
    expect(headers.get('connection')).toBe('close');
    expect(await ended).toBe(0);
    expect(await projectsOf(database, company.companyId)).toHaveLength(1);
  }, 60_000);
});

describe('the service that gets a signal to stop behind a load balancer', () => {
  it('is not ready first, and goes on serving for as long as it is set to', async () => {
    database = await createDatabase();
    const company = await createCompany(database);
    const service = start({ SHUTDOWN_DELAY_MS: '1500' });
    const url = await service.listening();
    const api = new Api(url).as(company);
    expect((await api.get('/health/ready')).status).toBe(200);
    const ended = service.end('SIGTERM');
    const deadline = Date.now() + 1_000;
    let ready = await api.get('/health/ready');
    while (ready.status === 200 && Date.now() < deadline) ready = await api.get('/health/ready');
    expect({ status: ready.status, body: ready.body }).toEqual({
      status: 503,
      body: { key: 'service_unavailable', message: 'The service is stopping.' },
    });
    expect((await api.post('/api/projects', projectBody(company))).status).toBe(201);
    expect(await ended).toBe(0);
    expect(await projectsOf(database, company.companyId)).toHaveLength(1);
  }, 60_000);
});

describe('the service whose database goes away', () => {
  it('returns 503, is not ready, and lives on', async () => {
    database = await createDatabase();
    const dataFolder = await temporaryFolder();
    const postgres = await startEmbeddedPostgres({ dataFolder });
    const service = start({ DATABASE_URL: postgres.url });
    const api = new Api(await service.listening(), { token: 'any', company: 'any' });
    expect((await api.get('/health/ready')).status).toBe(200);
    await postgres.stop();
    for (const path of ['/health/ready', '/api/persons/me']) {
      const response = await api.get(path);
      expect({ status: response.status, body: response.body }).toEqual({
        status: 503,
        body: {
          key: 'service_unavailable',
          message: 'The database can not be reached right now. Try again in a moment.',
        },
      });
      expect(response.headers.get('retry-after')).toBe('2');
    }
    expect((await api.get('/health/live')).status).toBe(200);
    await rm(dataFolder, { recursive: true });
  }, 60_000);
});

describe('the service that can not start', () => {
  it.each([
    [
      'nothing listens there',
      { DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/projects' },
      'The database projects at 127.0.0.1:1 can not be reached: connect ECONNREFUSED 127.0.0.1:1. ' +
        'Check that PostgreSQL is running there and that DATABASE_URL is right.\n',
    ],
    [
      'bad settings',
      { PORT: 'http', LOG_LEVEL: 'loud' },
      'Bad settings: LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent; ' +
        'PORT must be a whole number from 0 to 65535, not "http".\n',
    ],
    [
      'an address of another machine',
      { HOST: '192.0.2.1' },
      'HOST 192.0.2.1 is not an address of this machine. Set it to 127.0.0.1 or 0.0.0.0.\n',
    ],
  ])('says why in one line, without a secret: %s', async (_, env, line) => {
    database = await createDatabase();
    const service = start(env);
    expect(await service.ended).toBe(1);
    expect({ errors: service.errors, output: service.output }).toEqual({ errors: line, output: '' });
  });

  it('says that the password is wrong', async () => {
    database = await createDatabase();
    const url = new URL(database.url);
    url.password = 'wrong-secret';
    const service = start({ DATABASE_URL: url.href });
    expect(await service.ended).toBe(1);
    expect(service.errors).toMatch(
      /^The database \S+ at \S+ can not be reached: password authentication failed .*\n$/,
    );
    expect(service.errors).not.toContain('wrong-secret');
  });
});
