import { accessSync, constants, mkdirSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client } from 'pg';
import { StartupError } from '../config/startup-error';
import { prepareBinaries } from './binaries';
import { disconnect, isWrongPassword, PROJECTS_DATABASE, projectsUrl } from './connection';
import { checkVersion, initialise, isInitialised, removeLeftovers } from './initialise';
import { claim, OwnerLock } from './owner-lock';
import { ensurePassword, readPassword } from './password';
import { type ClusterPaths, clusterPaths } from './paths';
import { findPostmaster, readPostmasterFile, removeStaleFile } from './postmaster';
import { Server, type ServerOptions } from './server';
import { chooseServerUser } from './server-user';
import { inUse, takeOver } from './take-over';

/** Attempts are repeated only when somebody else was faster, and somebody else is not that often. */
const ATTEMPTS = 20;
const RETRY_INTERVAL = 250;

export interface EmbeddedPostgres {
  /** postgres://user:password@127.0.0.1:port/database, valid until the server is stopped. */
  readonly url: string;
  /** Resolves with the reason if the server ends without having been stopped, and never otherwise. */
  readonly unexpectedExit: Promise<string>;
  /** Stops the server and waits for its end. Safe to be called more than once. */
  stop(): Promise<void>;
}

/** Starts the PostgreSQL server of a data folder, and creates both if they are not there yet. */
export async function startEmbeddedPostgres(options: { dataFolder: string }): Promise<EmbeddedPostgres> {
  const dataFolder = prepareFolder(resolve(options.dataFolder));
  try {
    return await start(clusterPaths(dataFolder));
  } catch (cause) {
    if (cause instanceof StartupError) throw cause;
    throw new StartupError(
      `The embedded PostgreSQL could not start on ${dataFolder}: ${(cause as Error).message}. ` +
        'Solve that and start again, or set DATABASE_URL to a PostgreSQL server.',
      { cause },
    );
  }
}

async function start(paths: ClusterPaths): Promise<EmbeddedPostgres> {
  const password = isInitialised(paths) ? requirePassword(paths) : ensurePassword(paths.password);
  const user = chooseServerUser(paths.data);
  const options = { paths, user, binaries: await prepareBinaries(paths.dataFolder, user) };
  removeLeftovers(paths);
  if (!isInitialised(paths)) await initialise({ ...options, password });
  checkVersion(paths, options.binaries);
  const server = await startServer(options, password);
  try {
    return await own(paths, server, password);
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function startServer(options: ServerOptions, password: string): Promise<Server> {
  const { paths } = options;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const running = await findPostmaster(paths);
    if (running !== undefined) await takeOver(paths, running, password);
    else {
      const stale = readPostmasterFile(paths);
      if (stale !== undefined) removeStaleFile(paths, stale);
    }
    const server = await Server.start(options);
    if (server instanceof Server) return server;
    await sleep(RETRY_INTERVAL);
  }
  throw new StartupError(
    `PostgreSQL could not start on ${paths.data}: other processes came first ${ATTEMPTS} times. See ${paths.log}.`,
  );
}

async function own(paths: ClusterPaths, server: Server, password: string): Promise<EmbeddedPostgres> {
  const address = { port: server.port, password };
  const answer = await claim(address).catch((error: unknown) => {
    if (!isWrongPassword(error)) throw error;
    throw new StartupError(
      `PostgreSQL refuses the password in ${paths.password}. Put the right one back, ` +
        'or set DATA_DIR to another folder.',
      { cause: error },
    );
  });
  // Another start took ours for a leftover in the moment before: it is about to stop this server.
  if (!('client' in answer)) throw inUse(paths, answer.ownerPid);
  await ensureDatabase(answer.client).catch(async (error: unknown) => {
    await disconnect(answer.client);
    throw error;
  });
  const lock = new OwnerLock(address, answer.client);
  let stopping: Promise<void> | undefined;
  const unexpectedExit = new Promise<string>((resolveExit) => {
    void server.exited.then(() => {
      void lock.releaseAfter(server.exited);
      if (stopping === undefined) resolveExit(server.explainExit());
    });
  });
  const stop = (): Promise<void> => (stopping ??= lock.releaseAfter(server.stop()));
  return { url: projectsUrl(address), unexpectedExit, stop };
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
    mkdirSync(folder, { recursive: true });
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
