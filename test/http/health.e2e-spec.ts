import { startApp, type TestApp } from '../support/app';
import { until } from '../support/until';

let service: TestApp;
let isDiskFull = false;

beforeAll(async () => {
  service = await startApp({ isDiskFull: () => isDiskFull });
});

afterAll(async () => {
  await service.stop();
});

const get = async (path: string): Promise<object> => {
  const { status, body } = await service.api.get(path, { headers: { 'Wethod-Version': undefined } });
  return { status, body };
};
const OK = { status: 200, body: { status: 'ok' } };

describe('the health of the service', () => {
  it('is told without a token', async () => {
    expect(await get('/health/live')).toEqual(OK);
    expect(await get('/health/ready')).toEqual(OK);
  });

  it('is live but not ready while migrations have not run', async () => {
    const [last] = await service.database.query<{ id: number }>(
      'select * from migrations order by id desc limit 1',
    );
    await service.database.query('delete from migrations where id = $1', [last!.id]);
    expect(await get('/health/live')).toEqual(OK);
    expect(await get('/health/ready')).toEqual({
      status: 503,
      body: { key: 'service_unavailable', message: 'Migrations of the database have not run yet.' },
    });
    const { id, timestamp, name } = last as { id: number; timestamp: string; name: string } & object;
    await service.database.query('insert into migrations (id, timestamp, name) values ($1, $2, $3)', [
      id,
      timestamp,
      name,
    ]);
    expect(await get('/health/ready')).toEqual(OK);
  });

  it('is live but not ready while the disk of the database is full', async () => {
    isDiskFull = true;
    expect(await get('/health/live')).toEqual(OK);
    expect(await get('/health/ready')).toEqual({
      status: 503,
      body: { key: 'service_unavailable', message: 'The disk of the database is full.' },
    });
    isDiskFull = false;
    expect(await get('/health/ready')).toEqual(OK);
  });

  it('keeps no connection of the pool when the database refuses to say', async () => {
    await service.database.query('begin; lock table migrations in access exclusive mode');
    // As many as the pool has connections.
    for (const response of await Promise.all(Array.from({ length: 5 }, () => get('/health/ready'))))
      expect(response).toMatchObject({ status: 503 });
    await service.database.query('rollback');
    expect(await get('/health/ready')).toEqual(OK);
  });

  it('is not ready while the database takes no writes, and is again with it', async () => {
    const name = service.database.url.replace(/^.*\//, '');
    await service.database.query(`alter database ${name} set default_transaction_read_only = on`);
    await endSessions();
    expect(await get('/health/ready')).toEqual({
      status: 503,
      body: {
        key: 'service_unavailable',
        message: 'The database takes no writes right now, as during a failover. Try again in a moment.',
      },
    });
    await service.database.query(`alter database ${name} reset default_transaction_read_only`);
    // The sessions that are read-only stay so: only new ones are not.
    await until(async () => (await service.api.get('/health/ready')).status === 200);
  });
});

async function endSessions(): Promise<void> {
  await service.database.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where datname = current_database() and application_name = 'projects-api'`,
  );
}
