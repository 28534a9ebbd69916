import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { connectTo, createDatabase, createEmptyDatabase, type TestDatabase } from '../support/database';
import { startApp } from '../support/app';
import { createDemo } from '../support/demo';
import { countWaiting } from '../support/queries';
import { ServiceProcess } from '../support/service-process';
import { until } from '../support/until';
import { type PgBouncer, startPgBouncer } from './pgbouncer';

const MIGRATIONS = readdirSync(join(__dirname, '../../src/database/migrations'));
let pooler: PgBouncer;

async function poolerBefore(
  database: TestDatabase,
  settings: Record<string, string | number> = {},
): Promise<string> {
  pooler = await startPgBouncer([database.ownerUrl], settings);
  return pooler.of(database.ownerUrl);
}

afterEach(() => pooler.stop());

describe('services that start through a transaction pooler', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });

  afterEach(() => database.drop());

  it('migrate once and serve, eight of them at once with three sessions', async () => {
    const url = await poolerBefore(database, { default_pool_size: 3 });
    const services = Array.from({ length: 8 }, () => new ServiceProcess({ DATABASE_URL: url }));
    const addresses = await Promise.all(services.map((service) => service.listening()));
    const ready = await Promise.all(addresses.map((address) => fetch(`${address}/health/ready`)));
    expect(ready.map(({ status }) => status)).toEqual(Array(8).fill(200));
    const locks = await database.query(
      "select from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
    );
    expect(locks).toEqual([]);
    const open = await database.query(
      "select from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'",
    );
    expect(open).toEqual([]);
    const [run] = await database.query(
      'select count(*)::int as times, count(distinct name)::int as names from migrations',
    );
    expect(run).toEqual({ times: MIGRATIONS.length, names: MIGRATIONS.length });
    expect(await Promise.all(services.map((service) => service.end()))).toEqual(Array(8).fill(0));
  }, 120_000);

  it('refuse to prepare statements that it does not keep', async () => {
    const url = await poolerBefore(database);
    const service = new ServiceProcess({ DATABASE_URL: url, DATABASE_PREPARE: 'on' });
    expect(await service.ended).toBe(1);
    expect(service.errors).toBe(
      'The pooler in front of the database does not keep prepared statements. Set DATABASE_PREPARE=off, or let it keep ' +
        'them (max_prepared_statements of PgBouncer 1.21 and later).\n',
    );
  }, 60_000);

  it('say that the password is wrong', async () => {
    const url = new URL(await poolerBefore(database));
    url.password = 'wrong-secret';
    const service = new ServiceProcess({ DATABASE_URL: url.href });
    expect(await service.ended).toBe(1);
    expect(service.errors).toMatch(
      /^The database \S+ at \S+ can not be reached: SASL authentication failed\. Check the user and the password in DATABASE_URL; [^\n]*\n$/,
    );
    expect(service.errors).not.toContain('wrong-secret');
  }, 60_000);

  it('say in the log what their role lacks, and how to set that', async () => {
    const name = new URL(database.url).pathname.slice(1);
    const url = await poolerBefore(database);
    const warnings = async (): Promise<string[]> => {
      const service = new ServiceProcess({ DATABASE_URL: url });
      await service.listening();
      expect(await service.end()).toBe(0);
      return service.output
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => (JSON.parse(line) as { msg: string }).msg);
    };
    const [warning] = await warnings();
    expect(warning).toMatch(
      /^The database, or a pooler in front of it, does not keep the settings of a session: /,
    );
    const commands = /open its connections anew: (.*)\.$/.exec(warning!)![1]!.split('; ');
    expect(commands).toContain("alter role owner set statement_timeout = '5000'");
    // The role is that of other tests, too.
    for (const command of commands)
      await database.query(command.replace(/^alter role (\S+) /, `alter role $1 in database ${name} `));
    await database.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()',
      [name],
    );
    expect(await warnings()).toEqual([]);
  }, 120_000);
});

describe('a service behind a transaction pooler whose role has no limits', () => {
  it('gives up a statement after six seconds, and the server gives it up, too', async () => {
    const database = await createDatabase();
    const url = await poolerBefore(database);
    const service = await startApp({ database: { ...database, url } });
    const api = service.api.as(await createDemo(database));
    const holder = await connectTo(database.ownerUrl);
    await holder.query('begin; lock table clients');
    const waiting = async (): Promise<number> => countWaiting(database, 'table');
    const [response] = await Promise.all([api.get('/api/clients'), until(async () => (await waiting()) > 0)]);
    expect(response.status).toBe(503);
    await until(async () => (await waiting()) === 0);
    await holder.query('rollback');
    expect((await api.get('/api/clients')).status).toBe(200);
    await holder.drop();
    await service.stop();
    await database.drop();
  }, 60_000);
});
