import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { StartupError } from '../../src/embedded-postgres/startup-error';
import {
  type EmbeddedPostgres,
  findRunningPostgres,
  startEmbeddedPostgres,
} from '../../src/embedded-postgres/cluster';
import * as freePort from '../../src/embedded-postgres/free-port';
import { isAlive } from '../../src/embedded-postgres/process-state';
import { makeFolder, removeFolders } from './installation';
import { postmasterPid, query, recall, remember, until } from './service';

describe('embedded PostgreSQL', () => {
  const dataFolder = makeFolder();
  let postgres: EmbeddedPostgres;
  /** What was said of the first server. */
  const reports: string[] = [];

  beforeAll(async () => {
    postgres = await startEmbeddedPostgres({ dataFolder, report: (sentence) => reports.push(sentence) });
    await remember(postgres.url, 'first');
  });

  afterAll(async () => {
    await postgres.stop();
    removeFolders(dataFolder);
  });

  async function show(setting: string): Promise<string> {
    const sql = `SELECT current_setting('${setting}') AS value`;
    return (await query<{ value: string }>(postgres.url, sql))[0]!.value;
  }

  async function waitForOwner(): Promise<void> {
    let owners = 0;
    const sql = "SELECT FROM pg_stat_activity WHERE application_name = 'projects-api owner'";
    for (let attempt = 0; owners === 0 && attempt < 200; attempt += 1) {
      // The server refuses connections while it recovers.
      owners = await query(postgres.url, sql).then(
        (rows) => rows.length,
        () => 0,
      );
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(owners).toBe(1);
  }

  it.each([
    ['fsync', 'on'],
    ['full_page_writes', 'on'],
    ['synchronous_commit', 'on'],
    ['listen_addresses', '127.0.0.1'],
    ['unix_socket_directories', ''],
    ['max_connections', '100'],
    ['TimeZone', 'UTC'],
    ['password_encryption', 'scram-sha-256'],
    ['server_encoding', 'UTF8'],
    ['data_checksums', 'on'],
    ['server_version_num', expect.stringMatching(/^18/)],
  ])('has %s set to %s', async (setting, value) => {
    expect(await show(setting)).toEqual(value);
  });

  it('compares text the same way on every machine', async () => {
    const [database] = await query(
      postgres.url,
      `SELECT datlocprovider, datlocale, datcollate, lower('ÀÉ') AS lower, 'É' COLLATE "default" > 'Z' AS after
       FROM pg_database WHERE datname = current_database()`,
    );
    expect(database).toEqual({
      datlocprovider: 'b',
      datlocale: 'C.UTF-8',
      datcollate: 'C',
      lower: 'àé',
      after: true,
    });
  });

  it('refuses a connection without the password, which only its owner can read', async () => {
    const file = join(dataFolder, 'postgres.password');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const url = new URL(postgres.url);
    expect(url.password).toBe(readFileSync(file, 'utf8').trim());
    expect(url.password).toMatch(/^[0-9a-f]{48}$/);
    url.password = 'wrong';
    await expect(query(url.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('keeps the data across a restart, on another port', async () => {
    const [pid, before] = [postmasterPid(dataFolder), postgres.url];
    await Promise.all([postgres.stop(), postgres.stop()]);
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(join(dataFolder, 'postgres', 'postmaster.pid'))).toBe(false);
    expect(readFileSync(join(dataFolder, 'postgres.log'), 'utf8')).toContain('database system is shut down');
    expect(await findRunningPostgres(dataFolder)).toBeUndefined();
    postgres = await startEmbeddedPostgres({ dataFolder, report: (sentence) => reports.push(sentence) });
    expect(postgres.url).not.toBe(before);
    expect(await recall(postgres.url)).toEqual(['first']);
  });

  it('is found by its data folder', async () => {
    const found = await findRunningPostgres(dataFolder);
    expect(found).toEqual({ url: postgres.url });
    expect(await recall(found!.url)).toEqual(['first']);
    expect(await findRunningPostgres(join(dataFolder, 'nothing'))).toBeUndefined();
  });

  it('refuses a second instance at once and leaves the first one alone', async () => {
    const pid = postmasterPid(dataFolder);
    const startedAt = Date.now();
    const second = startEmbeddedPostgres({ dataFolder });
    await expect(second).rejects.toThrow(
      new StartupError(
        `The data folder ${dataFolder} is in use by another running instance (pid ${process.pid}). ` +
          'Stop it, or set DATA_DIR to another folder.',
      ),
    );
    expect(Date.now() - startedAt).toBeLessThan(2000);
    expect(postmasterPid(dataFolder)).toBe(pid);
    expect(await recall(postgres.url)).toEqual(['first']);
  });

  it('still refuses it after the server has lost all its connections in a crash of its own', async () => {
    const [{ pid }] = (await query<{ pid: number }>(
      postgres.url,
      "SELECT pid FROM pg_stat_activity WHERE application_name = 'projects-api owner'",
    )) as [{ pid: number }];
    process.kill(pid, 'SIGKILL');
    await until(() => !isAlive(pid));
    await waitForOwner();
    await expect(startEmbeddedPostgres({ dataFolder })).rejects.toThrow(
      'is in use by another running instance',
    );
    expect(await recall(postgres.url)).toEqual(['first']);
  });

  it('is started again on its port when it ended by itself, and belongs to the same service', async () => {
    const pid = postmasterPid(dataFolder);
    process.kill(pid, 'SIGKILL');
    await until(() => reports.length === 2);
    expect(reports).toEqual([
      `PostgreSQL has ended: it was killed by SIGKILL. Its log is ${join(dataFolder, 'postgres.log')}. ` +
        'It is being started again.',
      expect.stringMatching(/^PostgreSQL runs again, after \d+\.\d s\.$/),
    ]);
    expect(postmasterPid(dataFolder)).not.toBe(pid);
    expect(await recall(postgres.url)).toEqual(['first']);
    await expect(startEmbeddedPostgres({ dataFolder })).rejects.toThrow(
      `is in use by another running instance (pid ${process.pid})`,
    );
  });

  it('is not started again when it is stopped meanwhile', async () => {
    process.kill(postmasterPid(dataFolder), 'SIGKILL');
    await postgres.stop();
    expect(await findRunningPostgres(dataFolder)).toBeUndefined();
    postgres = await startEmbeddedPostgres({ dataFolder });
    expect(await recall(postgres.url)).toEqual(['first']);
  });

  it('does not need the usual port, and takes another one when its own is lost', async () => {
    await postgres.stop();
    const [usual, lost] = await Promise.all([listen(5432), listen(0)]);
    const { port } = lost!.address() as { port: number };
    const choice = jest.spyOn(freePort, 'findFreePort').mockResolvedValueOnce(port);
    postgres = await startEmbeddedPostgres({ dataFolder });
    expect(choice).toHaveBeenCalledTimes(2);
    choice.mockRestore();
    expect(await show('port')).toBe(new URL(postgres.url).port);
    expect(['5432', String(port)]).not.toContain(new URL(postgres.url).port);
    expect(await recall(postgres.url)).toEqual(['first']);
    usual?.close();
    lost?.close();
  });

  it('leaves nothing but its files in the data folder', () => {
    expect(readdirSync(dataFolder).filter((name) => !name.startsWith('projects-api-postgres-'))).toEqual([
      'postgres',
      'postgres.log',
      'postgres.password',
    ]);
  });
});

describe('a start that can not work says why', () => {
  const folder = makeFolder();
  afterAll(() => {
    removeFolders(folder);
  });

  it('when the data was made by another major version', async () => {
    const dataFolder = join(folder, 'old');
    const postgres = await startEmbeddedPostgres({ dataFolder });
    await postgres.stop();
    writeFileSync(join(dataFolder, 'postgres', 'PG_VERSION'), '17\n');
    const again = startEmbeddedPostgres({ dataFolder });
    await expect(again).rejects.toThrow(
      /^The database in .* was made by PostgreSQL 17, and this is PostgreSQL 18\./,
    );
    writeFileSync(join(dataFolder, 'postgres', 'PG_VERSION'), '18\n');
    writeFileSync(join(dataFolder, 'postgres', 'postgresql.auto.conf'), "shared_buffers = 'much'\n");
    const broken = startEmbeddedPostgres({ dataFolder });
    await expect(broken).rejects.toThrow(
      /could not start on .*: FATAL: {2}configuration file .* contains errors/,
    );
    removeFolders(join(dataFolder, 'postgres.password'));
    await expect(startEmbeddedPostgres({ dataFolder })).rejects.toThrow(/postgres\.password back/);
  });

  it('when the data folder is not writable', async () => {
    writeFileSync(join(folder, 'file'), '');
    const start = startEmbeddedPostgres({ dataFolder: join(folder, 'file', 'data') });
    await expect(start).rejects.toThrow(/^The data folder .* is not writable \(.*\)\. Give this user access/);
    await expect(start).rejects.toBeInstanceOf(StartupError);
  });

  it('when something else is in the place of the database', async () => {
    const dataFolder = join(folder, 'strange');
    mkdirSync(join(dataFolder, 'postgres', 'holiday-pictures'), { recursive: true });
    const start = startEmbeddedPostgres({ dataFolder });
    await expect(start).rejects.toBeInstanceOf(StartupError);
    expect(readdirSync(join(dataFolder, 'postgres'))).toEqual(['holiday-pictures']);
  });
});

/** Undefined: another process listens there already, which is as good. */
function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen(port, '127.0.0.1', () => {
      resolve(server);
    });
  });
}
