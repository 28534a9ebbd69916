import { useService } from '../support/app';
import { createCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { type TestDatabase } from '../support/database';
import { until } from '../support/until';

let isDiskFull = false;
const service = useService({ isDiskFull: () => isDiskFull });

const get = async (path: string): Promise<object> => {
  const { status, body } = await service.api.get(path, { headers: { 'Wethod-Version': undefined } });
  return { status, body };
};
const OK = { status: 200, body: { status: 'ok' } };

describe('the health of the service', () => {
  it('needs no token', async () => {
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

  it('is not ready after a write that found the disk of another server full, until a file can be written', async () => {
    const { database } = service;
    const company = await createCompany(database);
    const create = async (): Promise<object> => {
      const response = await service.api.as(company).post('/api/projects', projectBody(company));
      return { status: response.status, body: response.body };
    };
    const isFull = {
      status: 503,
      body: {
        key: 'service_unavailable',
        message: 'The disk of the database is full. Try again in a moment.',
      },
    };
    // Of what PostgreSQL says when its disk is full, for tables and, by a function before its own, for temporary files.
    await database.query(`alter database ${nameOf(database)} set search_path = public, pg_catalog`);
    await endSessions();
    await database.query(`
      create function fail() returns trigger language plpgsql as
        $$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$;
      create trigger fail before insert on projects for each row execute function fail();
      create function public.generate_series(integer, integer) returns setof integer language plpgsql as
        $$ begin raise exception 'could not write file' using errcode = 'disk_full'; end $$;
    `);
    expect(await get('/health/ready')).toEqual(OK);
    expect(await create()).toEqual(isFull);
    expect(await get('/health/live')).toEqual(OK);
    expect(await get('/health/ready')).toEqual(isFull);
    expect(await get('/health/ready')).toEqual(isFull);
    await database.query(`
      drop trigger fail on projects;
      drop function fail();
      drop function public.generate_series(integer, integer);
      alter database ${nameOf(database)} reset search_path;
    `);
    expect(await get('/health/ready')).toEqual(OK);
    expect(await create()).toMatchObject({ status: 201 });
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
    const name = nameOf(service.database);
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

const nameOf = ({ url }: TestDatabase): string => new URL(url).pathname.slice(1);

async function endSessions(): Promise<void> {
  await service.database.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where datname = current_database() and application_name = 'projects-api'`,
  );
}
