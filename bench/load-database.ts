import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { output, versionOf } from './children';
import { type LoadResult } from './load';
import { INSERT_TEXT, insertParameters } from './references/project-sql';
import { percentile } from './statistics';

export interface DatabaseLoad {
  readonly databaseUrl: string;
  readonly companyId: number;
  readonly connections: number;
  readonly seconds: number;
}

export interface DatabaseGenerator {
  readonly name: string;
  run(load: DatabaseLoad): Promise<LoadResult>;
}

/** The same insert without any server in between: what PostgreSQL itself can take on this machine. */
export function chooseDatabaseGenerator(): DatabaseGenerator {
  const pgbench = versionOf('pgbench', '--version');
  if (pgbench === undefined) return { name: 'pg loop', run: loopWithPg };
  return { name: 'pgbench', run: runPgbench };
}

async function loopWithPg(load: DatabaseLoad): Promise<LoadResult> {
  const worker = join(__dirname, 'pg-loop-worker.js');
  return JSON.parse(await output(process.execPath, [worker], { input: JSON.stringify(load) })) as LoadResult;
}

async function runPgbench(load: DatabaseLoad): Promise<LoadResult> {
  const folder = await mkdtemp(join(tmpdir(), 'projects-api-bench-pgbench-'));
  try {
    const script = join(folder, 'insert.sql');
    await writeFile(script, `${INSERT_TEXT};\n`);
    const { hostname, port, username, password, pathname } = new URL(load.databaseUrl);
    // Its clock runs while its connections are still being made.
    const seconds = Math.ceil(load.seconds) + 2;
    const variables = Object.entries(insertParameters(load.companyId));
    const options = [
      ['-h', hostname, '-p', port, '-U', username],
      ['-n', '-M', 'prepared', '-c', String(load.connections), '-T', String(seconds)],
      ['-f', script, '-l', '--log-prefix', join(folder, 'log')],
      variables.flatMap(([name, value]) => ['-D', `${name}=${String(value)}`]),
    ];
    const printed = await output('pgbench', [...options.flat(), pathname.slice(1)], {
      env: { PGPASSWORD: password },
    });
    return { ...read(printed), ...(await latencies(folder)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function read(printed: string): Pick<LoadResult, 'requests' | 'failures' | 'unanswered' | 'seconds'> {
  const number = (pattern: RegExp): number => Number(pattern.exec(printed)?.[1] ?? NaN);
  const requests = number(/transactions actually processed: (\d+)/);
  const perSecond = number(/^tps = ([\d.]+)/m);
  const failures = number(/failed transactions: (\d+)/) || 0;
  return { requests, failures, unanswered: 0, seconds: requests / perSecond };
}

/** Lines of `client transaction microseconds …`, one for each transaction. */
async function latencies(folder: string): Promise<Pick<LoadResult, 'p50' | 'p99'>> {
  const logs = (await readdir(folder)).filter((name) => name.startsWith('log'));
  const texts = await Promise.all(logs.map((name) => readFile(join(folder, name), 'utf8')));
  const lines = texts.flatMap((text) => text.trimEnd().split('\n'));
  const ascending = Float64Array.from(lines, (line) => Number(line.split(' ')[2]) / 1_000).sort();
  return { p50: percentile(ascending, 0.5), p99: percentile(ascending, 0.99) };
}
