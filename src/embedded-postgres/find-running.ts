import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { StartupError } from './startup-error';
import { mayRespondLater, projectsUrl } from './connection';
import { findOwners } from './owner-lock';
import { readPassword } from './password';
import { clusterPaths } from './paths';
import { findPostmaster } from './postmaster';

/**
 * The database of a service that is running on the data folder, for the command line tool. A server that has
 * outlived its service does not count: the next start ends it, so it must not be used.
 */
export async function findRunningPostgres(dataFolder: string): Promise<{ url: string } | undefined> {
  try {
    return await find(dataFolder);
  } catch (cause) {
    throw new StartupError(
      `The database in ${dataFolder} can not be reached (${(cause as Error).message}). ` +
        'Run this as the user who runs the service.',
      { cause },
    );
  }
}

async function find(dataFolder: string): Promise<{ url: string } | undefined> {
  if (!existsSync(dataFolder)) return undefined;
  const paths = clusterPaths(realpathSync(resolve(dataFolder)));
  const server = await findPostmaster(paths);
  if (server?.isReady !== true) return undefined;
  const password = readPassword(paths.password);
  if (password === undefined) return undefined;
  const address = { port: server.port, password };
  try {
    const { ownerPid } = await findOwners(address);
    return ownerPid === undefined ? undefined : { url: projectsUrl(address) };
  } catch (error) {
    if (mayRespondLater(error)) return undefined;
    throw error;
  }
}
