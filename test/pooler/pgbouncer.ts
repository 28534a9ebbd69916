import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../src/embedded-postgres/free-port';
import { chooseServerUser } from '../../src/embedded-postgres/server-user';
import { install } from '../ordinary-postgres/install';
import { until } from '../support/until';

const PROGRAM = '/usr/sbin/pgbouncer';

export interface PgBouncer {
  readonly port: number;
  /** The same database, through it. */
  of(url: string): string;
  stop(): Promise<void>;
}

/** Installs Debian's PgBouncer if it is missing. */
export function ensurePgBouncer(): void {
  if (existsSync(PROGRAM)) return;
  try {
    install('pgbouncer');
  } catch (cause) {
    throw new Error('The package pgbouncer can not be installed: run apt-get install pgbouncer as root.', {
      cause,
    });
  }
}

/**
 * Debian's PgBouncer in transaction mode, before the servers and for the roles of these URLs, which have one password.
 * `server_round_robin` gives each transaction another session, where there is one.
 */
export async function startPgBouncer(
  urls: readonly string[],
  settings: Readonly<Record<string, string | number>> = {},
): Promise<PgBouncer> {
  const folder = mkdtempSync(join(tmpdir(), 'projects-api-pooler-'));
  const port = await findFreePort();
  const server = new URL(urls[0]!);
  const users = join(folder, 'users');
  writeFileSync(
    users,
    urls
      .map((url) => new URL(url))
      .map(({ username, password }) => `"${username}" "${password}"\n`)
      .join(''),
  );
  const config = join(folder, 'pgbouncer.ini');
  const all = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'scram-sha-256',
    auth_file: users,
    logfile: join(folder, 'log'),
    pool_mode: 'transaction',
    server_round_robin: 1,
    max_client_conn: 1_000,
    default_pool_size: 20,
    ...settings,
  };
  writeFileSync(
    config,
    `[databases]\n* = host=${server.hostname} port=${server.port}\n[pgbouncer]\n` +
      Object.entries(all)
        .map(([name, value]) => `${name} = ${value}\n`)
        .join(''),
  );
  // Like PostgreSQL it refuses to run as root.
  const user = chooseServerUser(join(folder, 'none'));
  if (user !== undefined) for (const path of [folder, users, config]) chownSync(path, user.uid, user.gid);
  const child = spawn(PROGRAM, ['--quiet', config], { ...user, cwd: folder, stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await until(async () => {
      if (child.exitCode !== null)
        throw new Error(`PgBouncer did not start: ${readFileSync(all.logfile, 'utf8')}`);
      return accepts(port);
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, of: (url) => Object.assign(new URL(url), { port: String(port) }).href, stop };
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
