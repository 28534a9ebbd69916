import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { withKey } from '../support/api';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';

const service = useService();
let company: TestCompany;

beforeAll(async () => {
  company = await createCompany(service.database);
});

const AT = '/api/projects';
const readLog = async (): Promise<string> =>
  readFile(join(process.env.TEST_POSTGRES_FOLDER!, 'postgres.log'), 'utf8');

it('a replay is no error to PostgreSQL, whose log shows no key', async () => {
  const api = service.api.as(company);
  const key = `key-${company.company}`;
  const { id } = (await api.post(AT, projectBody(company), withKey(key))).body as { id: number };
  const change = { ...withKey(`${key}-change`), body: { name: 'Renamed' } };
  await api.send('PATCH', `${AT}/${id}`, change);
  const again = [
    await api.post(AT, projectBody(company), withKey(key)),
    await api.send('PATCH', `${AT}/${id}`, change),
    await api.post(AT, projectBody(company, { name: 'Another' }), withKey(key)),
  ];
  expect(again.map(({ status }) => status)).toEqual([201, 200, 400]);
  const log = await readLog();
  expect(log).toContain('database system is ready');
  expect(log).not.toContain(key);
});

describe('what goes wrong is in the log without its statement and its values', () => {
  const secret = `secret-of-${process.pid}`;
  const clients: Client[] = [];

  async function connect(): Promise<Client> {
    const client = new Client(service.database.ownerUrl);
    client.on('error', () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  }

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.end()));
  });

  async function update(client: Client, name: string): Promise<unknown> {
    return client.query('update memory set held = $1 where name = $2', [secret, name]);
  }

  const FAULTS: readonly (readonly [what: string, logged: RegExp, provoke: () => Promise<unknown>])[] = [
    [
      'a broken key',
      /duplicate key value violates unique constraint "memory_name_key"/,
      async () =>
        (await connect()).query('insert into memory values ($1, $2), ($1, $2)', [secret, `${secret}-held`]),
    ],
    [
      'a statement that is too slow',
      /canceling statement due to statement timeout/,
      async () => {
        const client = await connect();
        await client.query('set statement_timeout = 50');
        return client.query('select pg_sleep(5), $1::text', [secret]);
      },
    ],
    [
      'a lock that is held',
      /canceling statement due to lock timeout/,
      async () => {
        const [holder, waiter] = [await connect(), await connect()];
        await holder.query('begin');
        await update(holder, 'one');
        await waiter.query('set lock_timeout = 50');
        return update(waiter, 'one');
      },
    ],
    [
      'a deadlock',
      /deadlock detected/,
      async () => {
        const [first, second] = [await connect(), await connect()];
        for (const [client, name] of [
          [first, 'one'],
          [second, 'two'],
        ] as const) {
          await client.query('begin');
          await update(client, name);
        }
        const [one, two] = [update(first, 'two'), update(second, 'one')];
        // The loser lets the other one finish.
        for (const waiting of [one, two]) waiting.catch(() => undefined);
        return Promise.all([one, two]);
      },
    ],
    [
      'a connection that is ended in a statement',
      /terminating connection due to administrator command/,
      async () => {
        const client = await connect();
        const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
        const statement = client.query('select pg_sleep(5), $1::text', [secret]);
        statement.catch(() => undefined);
        await service.database.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
        return statement;
      },
    ],
    [
      'a statement that is wrong',
      /relation "nowhere" does not exist/,
      async () => (await connect()).query('select * from nowhere where name = $1', [secret]),
    ],
  ];

  beforeAll(async () => {
    await service.database.query('create table memory (name text unique, held text)');
    await service.database.query("insert into memory values ('one', ''), ('two', '')");
  });

  it.each(FAULTS)('%s', async (_what, logged, provoke) => {
    const before = (await readLog()).length;
    await expect(provoke()).rejects.toThrow();
    const log = (await readLog()).slice(before);
    expect(log).toMatch(logged);
    expect(log).not.toContain(secret);
    expect(log).not.toMatch(/STATEMENT|DETAIL|CONTEXT|pg_sleep|insert into|update memory|select \*/);
  });
});
