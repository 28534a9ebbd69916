import { accessSync, constants, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client } from 'pg';
import { StartupError } from './startup-error';
import { prepareBinaries } from './binaries';
import { disconnect, isWrongPassword, PROJECTS_DATABASE, projectsUrl } from './connection';
import { isFull } from './disk-space';
import { checkVersion, initialise, isInitialised, removeLeftovers } from './initialise';
import { limitLog } from './log-file';
import { makeFolder } from './make-folder';
import { claim, OwnerLock } from './owner-lock';
import { ensurePassword, readPassword } from './password';
import { type ClusterPaths, clusterPaths } from './paths';
import { findPostmaster, readPostmasterFile, removeStaleFile } from './postmaster';
import { Server, type ServerOptions } from './server';
import { type OtherSettings } from './settings';
import { chooseServerUser } from './server-user';
import { type OwnedServer, Supervisor } from './supervisor';
import { DataFolderInUseError, takeOver } from './take-over';

/** Attempts are repeated only when another process was faster, which does not happen often. */
const ATTEMPTS = 20;
const RETRY_INTERVAL = 250;

export interface EmbeddedPostgres {
  /** postgres://user:password@127.0.0.1:port/database, valid until the server is stopped. */
  readonly url: string;
  /**
   * Resolves with the reason when the server ended by itself and could not be started again, and never otherwise. Its
   * data and its port stay the same when it is started again.
   */
  readonly gaveUp: Promise<string>;
  /** Does it run, and how often was it started again. */
  readonly state: () => { readonly isRunning: boolean; readonly restarts: number };
  /** Is there no space for it to write? */
  readonly isDiskFull: () => boolean;
  /** Stops the server and waits for its end. Safe to be called more than once. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly dataFolder: string;
  /** Takes a sentence about a server that ended by itself, or runs again. */
  readonly report?: (sentence: string) => void;
  /** None if absent. A test needs no `fsync`: what it writes need not outlive the machine. */
  readonly settings?: OtherSettings;
}

/** Starts the PostgreSQL server of a data folder, and creates both if they are not there yet. */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const dataFolder = prepareFolder(resolve(options.dataFolder));
  try {
    return await start(clusterPaths(dataFolder), options);
  } catch (cause) {
    if (cause instanceof StartupError) throw cause;
    throw new StartupError(
      `The embedded PostgreSQL could not start on ${dataFolder}: ${(cause as Error).message}. ` +
        'Solve that and start again, or set DATABASE_URL to a PostgreSQL server.',
      { cause },
    );
  }
}

async function start(
  paths: ClusterPaths,
  { report = () => undefined, settings }: Pick<EmbeddedOptions, 'report' | 'settings'>,
): Promise<EmbeddedPostgres> {
  const password = isInitialised(paths) ? requirePassword(paths) : ensurePassword(paths.password);
  const user = chooseServerUser(paths.data);
  const options = { paths, user, settings, binaries: await prepareBinaries(paths.dataFolder, user) };
  removeLeftovers(paths);
  if (!isInitialised(paths)) await initialise({ ...options, password });
  checkVersion(paths, options.binaries);
  const first = await startOwned(options, password);
  const startAgain = (): Promise<OwnedServer> => startOwned(options, password, first.port);
  const supervisor = new Supervisor(first, { startAgain, report });
  const stopLimiting = limitLog(paths.log);
  return {
    url: projectsUrl({ port: first.port, password }),
    gaveUp: supervisor.gaveUp,
    state: () => supervisor.state,
    isDiskFull: () => isFull(paths.dataFolder),
    async stop() {
      await supervisor.stop();
      stopLimiting();
    },
  };
}

/** The one way to a server, the first time and after each end: on our cluster, by our process, with our lock. */
async function startOwned(
  options: ServerOptions,
  password: string,
  port?: number,
): Promise<OwnedServer & { port: number }> {
  const server = await startServer(options, password, port);
  try {
    return await own(options.paths, server, password);
  } catch (error) {
    // The server may have ended meanwhile: its log has the cause.
    const hadExited = server.hasExited;
    await server.stop();
    throw hadExited ? new Error(server.explainExit(), { cause: error }) : error;
  }
}

async function startServer(options: ServerOptions, password: string, port?: number): Promise<Server> {
  const { paths } = options;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const running = await findPostmaster(paths);
    if (running !== undefined) await takeOver(paths, running, password);
    else {
      const stale = readPostmasterFile(paths);
      if (stale !== undefined) removeStaleFile(paths, stale);
    }
    const server = await Server.start(options, port);
    if (server instanceof Server) return server;
    await sleep(RETRY_INTERVAL);
  }
  throw new StartupError(
    `PostgreSQL could not start on ${paths.data}: other processes came first ${ATTEMPTS} times. See ${paths.log}.`,
  );
}

async function own(
  paths: ClusterPaths,
  server: Server,
  password: string,
): Promise<OwnedServer & { port: number }> {
  const address = { port: server.port, password };
  const response = await claim(address).catch((error: unknown) => {
    if (!isWrongPassword(error)) throw error;
    throw new StartupError(
      `PostgreSQL refuses the password in ${paths.password}. Put the right one back, ` +
        'or set DATA_DIR to another folder.',
      { cause: error },
    );
  });
  // Another start took ours for a leftover in the moment before: it is about to stop this server.
  if (!('client' in response)) throw new DataFolderInUseError(paths, response.ownerPid);
  await ensureDatabase(response.client).catch(async (error: unknown) => {
    await disconnect(response.client);
    throw error;
  });
  const lock = new OwnerLock(address, response.client);
  return {
    port: server.port,
    // The lock is held until the server has ended: another start has to wait for that end anyway.
    exited: server.exited.then(() => lock.release()),
    explainExit: () => server.explainExit(),
    stop: () => server.stop(),
  };
}

/** Not part of initdb's work, and a first start can be killed between the two. */
async function ensureDatabase(client: Client): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [PROJECTS_DATABASE]);
  if (rowCount === 0) await client.query(`CREATE DATABASE ${PROJECTS_DATABASE}`);
}

function requirePassword(paths: ClusterPaths): string {
  const password = readPassword(paths.password);
  if (password !== undefined) return password;
  throw new StartupError(
    `The password of the database in ${paths.data} is missing. Put the file ${paths.password} back, ` +
      'or set DATA_DIR to another folder.',
  );
}

function prepareFolder(folder: string): string {
  try {
    makeFolder(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return realpathSync(folder);
  } catch (cause) {
    throw new StartupError(
      `The data folder ${folder} is not writable (${(cause as Error).message}). ` +
        'Give this user access to it, or set DATA_DIR to another folder.',
      { cause },
    );
  }
}
export { findRunningPostgres } from './find-running';
