import { join } from 'node:path';

/** What lies where in a data folder. */
export interface ClusterPaths {
  readonly dataFolder: string;
  /** The cluster itself. */
  readonly data: string;
  readonly password: string;
  readonly log: string;
  readonly postmasterPid: string;
}

export function clusterPaths(dataFolder: string): ClusterPaths {
  const data = join(dataFolder, 'postgres');
  return {
    dataFolder,
    data,
    password: join(dataFolder, 'postgres.password'),
    log: join(dataFolder, 'postgres.log'),
    postmasterPid: join(data, 'postmaster.pid'),
  };
}
