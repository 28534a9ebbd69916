import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../src/cli/run-cli';
import { readEnv } from '../../src/config/env';
import { createDatabase, type TestDatabase } from '../support/database';

export interface CliResult {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

/** The command line tool in this process, on a database and a data folder of its own. */
export interface CliBench {
  readonly database: TestDatabase;
  readonly folder: string;
  /** Settings of the environment, besides the database and the data folder. */
  settings: NodeJS.ProcessEnv;
  /** A person who watches. */
  status: ((text: string) => void) | undefined;
  run(...args: string[]): Promise<CliResult>;
  /** Writes a company file and applies it. */
  apply(file: unknown, ...options: string[]): Promise<CliResult>;
  /** Everything that the database holds, sequences included. */
  dump(): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

export async function startCli(): Promise<CliBench> {
  const database = await createDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'projects-api-cli-'));
  const bench: CliBench = {
    database,
    folder,
    settings: {},
    status: undefined,
    async run(...args) {
      const out: string[] = [];
      const err: string[] = [];
      const env = { DATABASE_URL: database.url, DATA_DIR: folder, ...bench.settings };
      const code = await runCli(args, {
        env: () => readEnv(env),
        out: (text) => out.push(...text.split('\n')),
        err: (text) => err.push(...text.split('\n')),
        status: bench.status,
      });
      return { code, out, err };
    },
    async apply(file, ...options) {
      const path = join(folder, 'company.json');
      await writeFile(path, JSON.stringify(file));
      return bench.run('company', 'apply', path, ...options);
    },
    dump: () => dump(database),
    async stop() {
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return bench;
}

async function dump(database: TestDatabase): Promise<Record<string, unknown>> {
  const tables = await database.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
  );
  const everything: Record<string, unknown> = {};
  for (const { name } of tables) {
    everything[name] = await database.query(`select to_jsonb(row) as row from ${name} as row order by 1`);
  }
  everything.sequences = await database.query(
    'select sequencename, last_value from pg_sequences order by sequencename',
  );
  return everything;
}
