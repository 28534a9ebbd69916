import { type ServerUser } from './server-user';

export interface Reach {
  /** How the programs of PostgreSQL get the path of the data. */
  readonly folder: string;
  /** The working directory to start them in. */
  readonly cwd: string;
}

/**
 * When root lends the server another user, that user owns the data but perhaps may not enter the folders above
 * it. Node enters the working directory before it changes the user, and this link of Linux leads to the working
 * directory without a walk through its parents.
 */
export function dataDirectoryAs(data: string, user: ServerUser | undefined): Reach {
  return { folder: user !== undefined && process.platform === 'linux' ? '/proc/self/cwd' : data, cwd: data };
}
