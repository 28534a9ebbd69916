import { setTimeout as sleep } from 'node:timers/promises';
import { StartupError } from './startup-error';
import { disconnect, isWrongPassword, mayRespondLater } from './connection';
import { type Claim, claim, findOwners } from './owner-lock';
import { type ClusterPaths } from './paths';
import { findPostmaster, type RunningPostmaster } from './postmaster';
import { isAlive } from './process-state';
import { POLL_INTERVAL } from './server';

const FAST_SHUTDOWN_TIMEOUT = 10_000;
const RESPONSE_TIMEOUT = 60_000;
const FAREWELL_TIMEOUT = 3000;
/** A server younger than this may be waiting for the service that has just started it … */
const YOUTH = 1500;
/** … and so may one that is older, on a busy machine, while that service runs. */
const YOUTH_WITH_STARTER = 30_000;

/** Another service uses the cluster: its server is left alone. */
export class DataFolderInUseError extends StartupError {
  constructor({ dataFolder }: ClusterPaths, ownerPid: number | undefined) {
    super(
      `The data folder ${dataFolder} is in use by another running instance (pid ${ownerPid ?? 'unknown'}). ` +
        'Stop it, or set DATA_DIR to another folder.',
    );
  }
}

/**
 * Ends a server that has outlived its service, so that a child of this process can follow it. A server whose
 * service is alive is left alone, and this start ends here.
 */
export async function takeOver(
  paths: ClusterPaths,
  server: RunningPostmaster,
  password: string,
): Promise<void> {
  const startedAt = Date.now();
  const deadline = startedAt + RESPONSE_TIMEOUT;
  while (await isStillThere(paths, server)) {
    const response = await ask(paths, server, password);
    if (response !== undefined && 'client' in response) {
      try {
        await end(paths, server);
      } finally {
        await disconnect(response.client);
      }
      return;
    }
    if (response !== undefined && !isFarewell(response.ownerPid, startedAt))
      throw new DataFolderInUseError(paths, response.ownerPid);
    if (Date.now() > deadline) {
      throw new StartupError(
        `A PostgreSQL server (pid ${server.pid}) already runs on ${paths.data} and does not respond. ` +
          'Stop it and start again, or set DATA_DIR to another folder.',
      );
    }
    await sleep(POLL_INTERVAL);
  }
}

/**
 * The server takes a moment to notice that its service has died, and a supervisor may restart that one at once. Its
 * process may also be one that can not be seen from here, hence only for a moment.
 */
function isFarewell(ownerPid: number | undefined, startedAt: number): boolean {
  return (ownerPid === undefined || !isAlive(ownerPid)) && Date.now() - startedAt < FAREWELL_TIMEOUT;
}

/** Undefined: no response yet. */
async function ask(
  paths: ClusterPaths,
  server: RunningPostmaster,
  password: string,
): Promise<Claim | undefined> {
  const address = { port: (await findPostmaster(paths))?.port ?? server.port, password };
  try {
    const { ownerPid, starterPid } = await findOwners(address);
    if (ownerPid !== undefined) return { ownerPid };
    return isYoung(server, starterPid) ? undefined : await claim(address);
  } catch (error) {
    if (isWrongPassword(error)) {
      throw new StartupError(
        `A PostgreSQL server (pid ${server.pid}) runs on ${paths.data} and refuses the password in ` +
          `${paths.password}. Put the right one back, or set DATA_DIR to another folder.`,
        { cause: error },
      );
    }
    if (mayRespondLater(error)) return undefined;
    throw error;
  }
}

function isYoung({ startedAt }: RunningPostmaster, starterPid: number | undefined): boolean {
  const isStarterAlive = starterPid !== undefined && starterPid !== process.pid && isAlive(starterPid);
  const age = Date.now() - startedAt.getTime();
  // Negative: the clock was set back, and says nothing.
  return age >= 0 && age < (isStarterAlive ? YOUTH_WITH_STARTER : YOUTH);
}

async function end(paths: ClusterPaths, server: RunningPostmaster): Promise<void> {
  signal(server.pid, 'SIGINT');
  const quitAt = Date.now() + FAST_SHUTDOWN_TIMEOUT;
  let quit = false;
  while (await isStillThere(paths, server)) {
    if (!quit && Date.now() > quitAt) {
      quit = true;
      signal(server.pid, 'SIGQUIT');
    }
    await sleep(POLL_INTERVAL);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It may just have ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function isStillThere(paths: ClusterPaths, server: RunningPostmaster): Promise<boolean> {
  return (await findPostmaster(paths))?.pid === server.pid;
}
