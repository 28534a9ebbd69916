import { type BenchDatabase } from './bench-database';
import { type Generator, type LoadResult, type Requests, together } from './load';
import { type DatabaseGenerator } from './load-database';
import { type Candidate } from './rounds';
import { seedExamples } from './seed';
import { type Server } from './servers';

/**
 * What every measure of a create begins with: a database as it is after its first minute. Of an empty table PostgreSQL
 * has no statistics, and may check a foreign key by an index in which it reads all projects of the company.
 */
const FEW = 1_000;

interface Driven {
  readonly name: string;
  /** A generator for each. One that is named twice is driven by two, as two would be. */
  readonly servers: readonly Server[];
  readonly connections: number;
  /** A function where they depend on what was prepared last. */
  readonly requests: Requests | (() => Requests);
  readonly generator: Generator;
}

/** Reads leave the database as it is. */
export function readCandidate(driven: Driven): Candidate {
  return {
    ...servedBy(driven),
    prepare: () => Promise.resolve(),
    verify: () => Promise.resolve(),
  };
}

/** What a measure of changes begins with, and what holds after it. */
export interface Writing {
  prepare(): Promise<void>;
  /** Fails if what is stored is not what was acknowledged. */
  verify(result: LoadResult): Promise<void>;
}

export function writeCandidate(driven: Driven, writing: Writing): Candidate {
  return { ...servedBy(driven), ...writing };
}

export interface CreateOptions extends Driven {
  readonly database: BenchDatabase;
  /** False: the projects that are there stay, and those of the measure join them. */
  readonly isEmptied?: boolean;
}

export function createCandidate({ database, isEmptied = true, ...driven }: CreateOptions): Candidate {
  return { ...servedBy(driven), ...creating(driven.name, database, isEmptied) };
}

/** No server: the load generator speaks to PostgreSQL. */
export function databaseCandidate(options: {
  readonly database: BenchDatabase;
  readonly companyId: number;
  readonly connections: number;
  readonly generator: DatabaseGenerator;
}): Candidate {
  const { database, companyId, connections, generator } = options;
  return {
    name: generator.name,
    pids: [],
    drive: (seconds) => generator.run({ databaseUrl: database.url, companyId, connections, seconds }),
    ...creating(generator.name, database, true),
  };
}

function servedBy(driven: Driven): Pick<Candidate, 'name' | 'pids' | 'drive'> {
  const { name, servers, connections, requests, generator } = driven;
  return {
    name,
    pids: [...new Set(servers.map(({ pid }) => pid))],
    drive: async (seconds) => {
      const sent = typeof requests === 'function' ? requests() : requests;
      const share = connections / servers.length;
      return together(
        await Promise.all(
          servers.map(({ url }) => generator.run({ url, connections: share, seconds, requests: sent })),
        ),
      );
    },
  };
}

/** Every create that was acknowledged has to be a row with its metadata value, and no other row may be there. */
function creating(
  name: string,
  database: BenchDatabase,
  isEmptied: boolean,
): Pick<Candidate, 'prepare' | 'verify'> {
  let before = { projects: 0, values: 0 };
  return {
    prepare: async () => {
      if (isEmptied) await seedExamples(database, FEW);
      await database.settle();
      before = await database.countProjects();
    },
    verify: async ({ requests, unanswered }: LoadResult) => {
      const after = await database.countProjects();
      for (const what of ['projects', 'values'] as const) {
        const rows = after[what] - before[what];
        if (rows < requests || rows > requests + unanswered)
          throw new Error(`${name}: ${requests} creates were acknowledged, and ${rows} ${what} are stored`);
      }
    },
  };
}
