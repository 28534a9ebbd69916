import { Client } from 'pg';
import { readEnv } from '../../src/config/env';
import { startServer } from '../../src/server';
import { Api } from '../support/api';
import { createCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { createDatabase, createEmptyDatabase, type TestDatabase } from '../support/database';
import { projectsOf } from '../support/queries';
import { DATABASE_SETTINGS } from '../support/service-process';

let database: TestDatabase;

beforeEach(async () => {
  database = await createEmptyDatabase();
});

afterEach(async () => {
  await database.drop();
});

const start = (settings: Record<string, string>) =>
  startServer(
    readEnv({ PORT: '0', LOG_LEVEL: 'silent', SHUTDOWN_DELAY_MS: '0', ...DATABASE_SETTINGS, ...settings }),
  );

/** What the role of the service may do with tables and sequences, each combination once. */
async function rights(): Promise<unknown[]> {
  return database.query(
    `select kind, string_agg(distinct privilege_type, ', ' order by privilege_type) as rights,
            string_agg(distinct name, ', ') filter (where name = 'migrations') as of
       from (select relname as name, (case relkind when 'S' then 'sequence' else 'table' end) as kind, acl.*
               from pg_class cross join aclexplode(relacl) as acl
              where relnamespace = 'public'::regnamespace and grantee = $1::regrole) as granted
      group by kind, name = 'migrations' order by kind, of`,
    [new URL(database.url).username],
  );
}

const USED = [
  { kind: 'sequence', rights: 'SELECT, UPDATE, USAGE', of: null },
  { kind: 'table', rights: 'SELECT', of: 'migrations' },
  { kind: 'table', rights: 'DELETE, INSERT, SELECT, UPDATE', of: null },
];

describe('the service with MIGRATION_DATABASE_URL', () => {
  it('migrates with that role, and serves with one that may only read and write rows', async () => {
    const settings = { DATABASE_URL: database.url, MIGRATION_DATABASE_URL: database.ownerUrl };
    const server = await start(settings);
    const company = await createCompany(database);
    const api = new Api(server.url).as(company);
    expect((await api.post('/api/projects', projectBody(company))).status).toBe(201);
    expect((await api.get('/health/ready')).body).toEqual({ status: 'ok' });
    expect(await projectsOf(database, company.companyId)).toHaveLength(1);
    await server.stop();
    expect(await rights()).toEqual(USED);

    const client = new Client(database.url);
    await client.connect();
    await expect(client.query('alter table projects add column x integer')).rejects.toThrow('must be owner');
    await expect(client.query('truncate idempotency_keys')).rejects.toThrow('permission denied');
    await client.end();
    const before = await database.query('select oid, relacl, xmin from pg_class order by oid');
    await (await start(settings)).stop();
    expect(await database.query('select oid, relacl, xmin from pg_class order by oid')).toEqual(before);
  }, 60_000);

  it('gives the role of the service back what it lacks', async () => {
    const settings = { DATABASE_URL: database.url, MIGRATION_DATABASE_URL: database.ownerUrl };
    await (await start(settings)).stop();
    const role = new URL(database.url).username;
    await database.query(`revoke all on all tables in schema public from ${role}`);
    await database.query(`revoke all on all sequences in schema public from ${role}`);
    await database.query('revoke execute on function analyze_projects() from public');
    await (await start(settings)).stop();
    expect(await rights()).toEqual(USED);
    expect(
      await database.query(`select has_function_privilege($1, 'analyze_projects()', 'execute') as may`, [
        role,
      ]),
    ).toEqual([{ may: true }]);
  }, 60_000);

  it('needs it no longer when the schema is up to date', async () => {
    await (await start({ DATABASE_URL: database.url, MIGRATION_DATABASE_URL: database.ownerUrl })).stop();
    const server = await start({ DATABASE_URL: database.url });
    expect((await new Api(server.url).get('/health/ready')).body).toEqual({ status: 'ok' });
    await server.stop();
  }, 60_000);

  it('says that it is needed where the role of the service may not migrate', async () => {
    await database.query('revoke create on schema public from public');
    await expect(start({ DATABASE_URL: database.url })).rejects.toThrow(
      'The role in DATABASE_URL may not change the schema of the database: permission denied for schema public. ' +
        'Set MIGRATION_DATABASE_URL to the same database with a role that owns the schema.',
    );
    expect(await database.query("select from pg_class where relname = 'migrations'")).toEqual([]);
  });

  it('says that it names another database', async () => {
    const other = await createDatabase();
    await database.query('revoke create on schema public from public');
    await expect(
      start({ DATABASE_URL: database.url, MIGRATION_DATABASE_URL: other.ownerUrl }),
    ).rejects.toThrow(
      'The tables that MIGRATION_DATABASE_URL has made are not found with DATABASE_URL. Name the same database in both.',
    );
    await other.drop();
  });

  it('says which of the two can not be reached', async () => {
    const url = new URL(database.ownerUrl);
    url.password = 'wrong-secret';
    await expect(start({ DATABASE_URL: database.url, MIGRATION_DATABASE_URL: url.href })).rejects.toThrow(
      /^The database \S+ at \S+ can not be reached: password authentication failed for user "\S+"\. Check the user and the password in MIGRATION_DATABASE_URL; characters/,
    );
  });
});
