import { startApp, type TestApp } from '../support/app';

let service: TestApp;

beforeAll(async () => {
  service = await startApp();
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
});
