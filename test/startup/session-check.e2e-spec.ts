import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source-options';
import { REQUIRED_SETTINGS, sessionProblem } from '../../src/database/session-check';
import { roleSettingsOf } from '../support/role-settings';
import { createDatabase, type TestDatabase } from '../support/database';
import { ServiceProcess } from '../support/service-process';

let database: TestDatabase;
let pooler: Server | undefined;

beforeAll(async () => {
  database = await createDatabase();
});

afterEach(() => pooler?.close());

afterAll(async () => {
  await database.drop();
});

/**
 * Passes everything on, but for a text of its clients, in whose place another one of the same length goes. Like a pooler
 * it may hide which process of the server it is.
 */
async function startPooler(replaced: Record<string, string>, { hidesProcess = false } = {}): Promise<string> {
  const url = new URL(database.url);
  const { hostname, port } = url;
  pooler = createServer((client) => {
    const server = connect(Number(port), hostname);
    client.on('data', (data) => {
      let text = data.toString('latin1');
      for (const [from, to] of Object.entries(replaced)) text = text.replace(from, to);
      server.write(text, 'latin1');
    });
    server.on('data', (data) => {
      const at = hidesProcess ? data.indexOf(PROCESS) : -1;
      if (at >= 0) data.writeInt32BE(OTHER_PROCESS, at + PROCESS.length);
      client.write(data);
    });
    for (const socket of [client, server])
      socket
        .on('error', () => undefined)
        .on('close', () => {
          client.destroy();
          server.destroy();
        });
  });
  await new Promise<void>((resolve) => pooler!.listen(0, '127.0.0.1', resolve));
  url.port = String((pooler.address() as AddressInfo).port);
  return url.href;
}

const LIMITS = {
  "('statement_timeout', '5000')": "('statement_timeout', '0000')",
  "('lock_timeout', '1000')": "('lock_timeout', '9999')",
};
const PROBLEM =
  'The database, or a pooler in front of it, does not keep the settings of a session: lock_timeout is 9999, not 1000, ' +
  'statement_timeout is 0, not 5000. Set them for the role in DATABASE_URL, and let a pooler open its connections anew: ' +
  "alter role service set lock_timeout = '1000'; alter role service set statement_timeout = '5000'.";
/** How the message begins by which the server says which process serves the connection. */
const PROCESS = Buffer.from('K\0\0\0\x0c');
const OTHER_PROCESS = 2 ** 31 - 1;

describe('a service whose session settings get lost on the way', () => {
  it('starts, and its log says which, and what to do about it', async () => {
    const service = new ServiceProcess({ DATABASE_URL: await startPooler(LIMITS) });
    await service.listening();
    expect(await service.end()).toBe(0);
    const lines = service.output.split('\n').filter((line) => line.startsWith('{'));
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      { level: 40, time: expect.any(Number) as number, context: 'database', msg: PROBLEM },
    ]);
  }, 60_000);

  it.each([1, 2])('is warned of with %d connections', async (poolSize) => {
    const url = await startPooler(LIMITS);
    const dataSource = await new DataSource(dataSourceOptions(url, { poolSize })).initialize();
    expect(await sessionProblem(dataSource)).toBe(PROBLEM);
    await dataSource.destroy();
  });

  it('is warned of JIT where the server can compile, and only there', async () => {
    const [server] = await database.query<{ has_jit: boolean }>('select pg_jit_available() as has_jit');
    const url = await startPooler({ "('jit', 'off')": "('jit', 'on') " });
    const dataSource = await new DataSource(dataSourceOptions(url)).initialize();
    expect(await sessionProblem(dataSource)).toBe(
      server!.has_jit
        ? 'The database, or a pooler in front of it, does not keep the settings of a session: jit is on, not off. ' +
            'Set them for the role in DATABASE_URL, and let a pooler open its connections anew: ' +
            "alter role service set jit = 'off'."
        : undefined,
    );
    await dataSource.destroy();
  });

  it('sets nothing in the sessions of a pooler, where the role has to have it', async () => {
    const url = await startPooler({}, { hidesProcess: true });
    const dataSource = await new DataSource(dataSourceOptions(url)).initialize();
    const set = await dataSource.query<object[]>("select name from pg_settings where source = 'session'");
    expect(set).toEqual([]);
    const problem = await sessionProblem(dataSource);
    // JIT is one of them where the server can compile.
    for (const setting of [
      "idle_in_transaction_session_timeout = '10000'",
      "lock_timeout = '1000'",
      "statement_timeout = '5000'",
    ])
      expect(problem).toContain(`alter role service set ${setting}`);
    await dataSource.destroy();
  });

  it.each([
    ["datestyle = 'German'", 'DateStyle is German, DMY, not ISO', "set DateStyle = 'ISO'"],
    ["timezone = 'Asia/Tokyo'", 'TimeZone is Asia/Tokyo, not UTC', "set TimeZone = 'UTC'"],
    [
      "default_transaction_isolation = 'serializable'",
      'default_transaction_isolation is serializable, not read committed',
      "set default_transaction_isolation = 'read committed'",
    ],
  ])(
    'does not start there with %s, which makes responses wrong',
    async (setting, difference, remedy) => {
      const name = new URL(database.url).pathname.slice(1);
      await database.query(`alter database ${name} set ${setting}`);
      const url = await startPooler({}, { hidesProcess: true });
      const service = new ServiceProcess({ DATABASE_URL: url });
      expect(await service.ended).toBe(1);
      expect(service.errors).toMatch(/^The database, or a pooler in front of it, does not keep [^\n]*\n$/);
      expect(service.errors).toContain(`${difference}, `);
      expect(service.errors).toContain(`alter role service ${remedy}`);
      await database.query(`alter database ${name} reset ${setting.split(' ')[0]!}`);
    },
    60_000,
  );

  it('is not warned of what it has', async () => {
    const dataSource = await new DataSource(dataSourceOptions(await startPooler({}))).initialize();
    expect(await sessionProblem(dataSource)).toBeUndefined();
    await dataSource.destroy();
  });
});

describe('the documents', () => {
  it('say which settings the role needs behind a pooler', () => {
    const wanted = Object.entries(REQUIRED_SETTINGS).map(([name, value]) => [name, String(value)]);
    expect(roleSettingsOf('Poolers').toSorted()).toEqual(wanted.toSorted());
  });
});
