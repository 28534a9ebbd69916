import { randomBytes } from 'node:crypto';
import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { findFreePort } from '../../src/embedded-postgres/free-port';
import { run, SERVER_ENVIRONMENT } from '../../src/embedded-postgres/run';
import { chooseServerUser } from '../../src/embedded-postgres/server-user';
import { NOT_DURABLE } from '../support/not-durable';
import { temporaryRoot } from '../support/temporary-folder';

export interface OrdinaryPostgres {
  /** With a role that may create databases, and is no superuser. */
  readonly ownerUrl: string;
  /** With a role that owns nothing. */
  readonly serviceUrl: string;
  readonly description: string;
  /** Runs SQL as the superuser. */
  administer(text: string): Promise<void>;
  stop(): Promise<void>;
}

/** A server of these binaries with its default settings, in a temporary folder that is removed in the end. */
export async function startOrdinaryPostgres(binaries: string): Promise<OrdinaryPostgres> {
  const folder = mkdtempSync(join(temporaryRoot, 'projects-api-ordinary-'));
  const data = join(folder, 'data');
  const user = chooseServerUser(data);
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const password = randomBytes(16).toString('hex');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password);
  const initdb = await run(
    join(binaries, 'initdb'),
    [
      ...['--pgdata', data, '--username', 'postgres', '--pwfile', passwordFile],
      ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C.UTF-8'],
    ],
    { user, cwd: folder },
  );
  if (initdb.code !== 0) throw new Error(`initdb failed: ${initdb.errorOutput}`);
  const port = await findFreePort();
  const log = join(folder, 'log');
  // Where it listens and whether it lasts, and nothing else, is not as it is by default.
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: folder, ...NOT_DURABLE };
  const server = spawn(
    join(binaries, 'postgres'),
    ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...user, cwd: folder, env: SERVER_ENVIRONMENT, stdio: ['ignore', 'ignore', openSync(log, 'w')] },
  );
  const stop = async (): Promise<void> => {
    await end(server);
    rmSync(folder, { recursive: true, force: true });
  };
  const urlOf = (role: string, database = 'projects'): string =>
    `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
  try {
    const description = await setUp(await connect(urlOf('postgres', 'template1'), server, log), password);
    const administer = async (text: string): Promise<void> => {
      const client = await connect(urlOf('postgres', 'postgres'), server, log);
      await client.query(text);
      await client.end();
    };
    return { ownerUrl: urlOf('owner'), serviceUrl: urlOf('service'), description, administer, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function connect(url: string, server: ChildProcess, log: string): Promise<Client> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const client = new Client(url);
    try {
      await client.connect();
      return client;
    } catch (cause) {
      if (server.exitCode !== null || Date.now() > deadline)
        throw new Error(`PostgreSQL did not start: ${readFileSync(log, 'utf8')}`, { cause });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** The owner may end sessions of the service, and those of autovacuum, as a database is dropped in spite of them. */
async function setUp(client: Client, password: string): Promise<string> {
  await client.query(`create role service login password '${password}'`);
  await client.query(
    `create role owner login createdb password '${password}' in role service, pg_signal_backend`,
  );
  // As the documents say. The databases of the tests are clones of this one.
  await client.query('alter schema public owner to owner; revoke create on schema public from public');
  await client.query('create database projects owner owner');
  const { rows } = await client.query<{ version: string; jit: string }>(
    "select current_setting('server_version') as version, case when pg_jit_available() then 'with' else 'without' end as jit",
  );
  await client.end();
  return `PostgreSQL ${rows[0]!.version} ${rows[0]!.jit} JIT`;
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  await ended;
}
