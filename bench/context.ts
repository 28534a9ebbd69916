import { type BenchDatabase } from './bench-database';
import { type BenchPostgres } from './bench-postgres';
import { type Generator } from './load';
import { type DatabaseGenerator } from './load-database';
import { type Options } from './options';
import { type Candidate, interleave, type Measured } from './rounds';
import { type Server, type ServerName, startServer } from './servers';

/** What every scenario works with. */
export interface Context {
  readonly options: Options;
  readonly postgres: BenchPostgres;
  readonly generator: Generator;
  readonly databaseGenerator: DatabaseGenerator;
}

export function rounds(
  { options, postgres }: Context,
  candidates: readonly Candidate[],
): Promise<Measured[]> {
  return interleave(candidates, options, postgres.pid);
}

/** Starts servers on a database for as long as the work takes. One that waits costs the others nothing but memory. */
export async function withServers<Result>(
  database: BenchDatabase,
  names: readonly ServerName[],
  work: (servers: readonly Server[]) => Promise<Result>,
): Promise<Result> {
  const servers: Server[] = [];
  try {
    for (const name of names) {
      servers.push(await startServer(name, database.url));
    }
    return await work(servers);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}
