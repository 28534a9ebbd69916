import 'reflect-metadata';
import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { CREATE_PROJECT_EXAMPLE } from '../src/projects/dto/create-project.dto';
import { type BenchPostgres, startPostgres } from './bench-postgres';
import { endAll } from './children';
import { residentMemory, usage } from './process-usage';
import { type Server, startServer } from './servers';
import { median } from './statistics';

/**
 * How many projects a second does an import store, each with a metadata value, beside `COPY` of the same rows into the
 * same tables with all their indexes and foreign keys? COPY checks nothing else, and writes no history and no keys.
 */
const ROUNDS = 3;
const WARM_UP = 10_000;

interface Import {
  readonly rate: number;
  /** Microseconds of CPU time a line. */
  readonly server: number;
  readonly postgres: number;
  /** Peak of resident memory in bytes. */
  readonly memory: number;
}

async function main(): Promise<void> {
  const count = Number(process.argv[2] ?? 200_000);
  const postgres = await startPostgres();
  try {
    const server = await startServer('service', postgres.database.url);
    const small = await writeLines(postgres.folder, WARM_UP);
    const file = await writeLines(postgres.folder, count);
    await measure(postgres, server, small, WARM_UP, undefined);
    say(`${count} projects with a metadata value each, ${ROUNDS} rounds, node ${process.version}\n`);
    say(
      'round  import/s  with keys/s  COPY/s  import ÷ COPY  CPU µs a line: service, PostgreSQL  peak memory',
    );
    const ratios: number[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      const keyed = await measure(postgres, server, file, count, `round-${round}`);
      const plain = await measure(postgres, server, file, count, undefined);
      const copied = await copy(postgres, count);
      ratios.push(plain.rate / copied);
      say(
        [
          String(round).padStart(5),
          plain.rate.toFixed(0).padStart(9),
          keyed.rate.toFixed(0).padStart(12),
          copied.toFixed(0).padStart(7),
          (plain.rate / copied).toFixed(2).padStart(14),
          `${plain.server.toFixed(0)}, ${plain.postgres.toFixed(0)}`.padStart(35),
          `${(plain.memory / 2 ** 20).toFixed(0)} MiB`.padStart(12),
        ].join(' '),
      );
    }
    say(
      `\nimport ÷ COPY: ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
    );
    await server.stop();
  } finally {
    endAll();
    await postgres.stop();
  }
}

async function writeLines(folder: string, count: number): Promise<string> {
  const path = join(folder, `${count}.ndjson`);
  const file = createWriteStream(path);
  for (let n = 1; n <= count; n++) {
    const line = { ...CREATE_PROJECT_EXAMPLE, name: `Project ${n}`, job_order: `jo_${n}` };
    if (!file.write(`${JSON.stringify(line)}\n`)) await once(file, 'drain');
  }
  file.end();
  await finished(file);
  return path;
}

/** Into empty tables, so that every measure starts alike. */
async function measure(
  { database, pid, access }: BenchPostgres,
  server: Server,
  path: string,
  count: number,
  key: string | undefined,
): Promise<Import> {
  await database.empty();
  await database.settle();
  let memory = 0;
  const watch = setInterval(() => (memory = Math.max(memory, residentMemory(server.pid))), 100);
  const before = usage([server.pid], pid);
  const start = performance.now();
  const created = await send(server.url, access, path, key);
  const seconds = (performance.now() - start) / 1_000;
  const after = usage([server.pid], pid);
  clearInterval(watch);
  const { projects, values } = await database.countProjects();
  if (created !== count || projects !== count || values !== count) {
    throw new Error(
      `${count} lines, but ${created} created, ${projects} projects and ${values} values stored`,
    );
  }
  const perLine = (milliseconds: number): number => (milliseconds * 1_000) / count;
  return {
    rate: count / seconds,
    server: perLine(after.server - before.server),
    postgres: perLine(after.postgres - before.postgres),
    memory,
  };
}

/** Returns how many lines were created. */
async function send(
  url: string,
  { token, company }: BenchPostgres['access'],
  path: string,
  key: string | undefined,
): Promise<number> {
  const call = request(`${url}/api/projects:import`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${token}`,
      'Wethod-Company': company,
      'Wethod-Version': '2024-06-15',
      'Content-Type': 'application/x-ndjson',
      ...(key === undefined ? {} : { 'Idempotency-Key': key }),
    },
  });
  createReadStream(path).pipe(call);
  const [response] = (await once(call, 'response')) as [AsyncIterable<Buffer>];
  let text = '';
  for await (const chunk of response) text += chunk.toString('latin1');
  return text.split('"status":"created"').length - 1;
}

/** The rows of the last import, in the format of COPY, by one connection. Returns the projects a second. */
async function copy({ database }: BenchPostgres, count: number): Promise<number> {
  const [row] = await database.query<{ folder: string }>(
    "select current_setting('data_directory') as folder",
  );
  const tables = ['projects', 'project_metadata_values'];
  const fileOf = (table: string): string => `'${row!.folder}/bench-${table}'`;
  for (const table of tables) await database.query(`copy ${table} to ${fileOf(table)}`);
  await database.empty();
  await database.settle();
  const start = performance.now();
  await database.query('begin');
  for (const table of tables) {
    await database.query(`copy ${table} from ${fileOf(table)}`);
    // As the import does: without statistics the foreign keys may be checked by a wrong index, for minutes.
    await database.query(`analyze ${table}`);
  }
  await database.query('commit');
  return count / ((performance.now() - start) / 1_000);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
