import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { type DataSource } from 'typeorm';
import { serviceVersion } from '../config/version';
import { fileProblem } from '../config/file-problem';
import { BackupError } from './backup.error';
import { counting, END_OF_ROWS, FORMAT, FORMAT_VERSION, type Header, type Sequence } from './backup-file';
import { inSession } from './session';
import { copyTarget, MIGRATIONS_TABLE, schemaOf, type Table, tablesOf } from '../database/tables';

/** Little work for the processor, which the service needs: 1 is the fastest, and the file is a third larger than by 9. */
const COMPRESSION_LEVEL = 1;

/** Takes how many rows are done, of about how many. */
export type ReportProgress = (rows: number, expected: number) => void;

export interface BackupResult {
  readonly tables: number;
  readonly rows: number;
  /** Of the file. */
  readonly bytes: number;
}

const SEQUENCES = `
  select c.relname as table, a.attname as column, pg_get_serial_sequence(quote_ident(c.relname), a.attname) as sequence
    from pg_attribute a join pg_class c on c.oid = a.attrelid
   where c.relnamespace = (select oid from pg_namespace where nspname = current_schema())
     and c.relkind in ('r', 'p') and a.attidentity <> ''
   order by c.relname, a.attname`;

/**
 * Writes all rows of the database, as they are at one moment, into a file, while others read and write. Only a whole
 * file gets the name.
 */
export async function backUp(
  dataSource: DataSource,
  path: string,
  report: ReportProgress,
): Promise<BackupResult> {
  const part = `${path}.part`;
  try {
    const result = await inSession(dataSource, 'begin isolation level repeatable read, read only', (client) =>
      write(client, part, report),
    );
    await rename(part, path);
    return result;
  } catch (error) {
    await rm(part, { force: true });
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new BackupError(`${path} can not be written: ${fileProblem(error)}.`, { cause: error });
  }
}

async function write(client: PoolClient, part: string, report: ReportProgress): Promise<BackupResult> {
  const schema = await schemaOf(client);
  if (schema === undefined) throw new BackupError('The database has no schema of this service.');
  const tables = (await tablesOf(client)).filter(({ name }) => name !== MIGRATIONS_TABLE);
  const rows: Record<string, number> = {};
  await pipeline(
    Readable.from(contents(client, { schema, tables, rows, report }), { objectMode: false }),
    createGzip({ level: COMPRESSION_LEVEL }),
    // Personal data and hashes of tokens are for the owner of the file.
    createWriteStream(part, { mode: 0o600 }),
  );
  return { tables: tables.length, rows: sum(rows), bytes: await flush(part) };
}

/** Makes sure that the file is on the disk, and returns its size. */
async function flush(path: string): Promise<number> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

async function* contents(
  client: PoolClient,
  {
    schema,
    tables,
    rows,
    report,
  }: { schema: string; tables: Table[]; rows: Record<string, number>; report: ReportProgress },
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const hashed = (bytes: Buffer): Buffer => {
    hash.update(bytes);
    return bytes;
  };
  const expected = tables.reduce((total, { expectedRows }) => total + expectedRows, 0);
  const created_at = new Date().toISOString();
  const header: Header = {
    format: FORMAT,
    version: FORMAT_VERSION,
    service: serviceVersion(),
    schema,
    created_at,
  };
  yield hashed(lineOf(header));
  for (const { name: table, columns } of tables) {
    rows[table] = 0;
    yield hashed(lineOf({ table, columns }));
    const copy = client.query(copyTo(`copy ${copyTarget(table, columns)} to stdout`));
    const count = (lines: number): void => {
      rows[table]! += lines;
      report(sum(rows), expected);
    };
    for await (const chunk of counting(copy, count)) yield hashed(chunk);
    yield hashed(Buffer.from(`${END_OF_ROWS}\n`));
  }
  yield lineOf({ rows, sequences: await sequencesOf(client), sha256: hash.digest('hex') });
}

/** Not of the snapshot: what a sequence has given out since then is given out, and nothing is given out twice. */
async function sequencesOf(client: PoolClient): Promise<Sequence[]> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(SEQUENCES);
  const sequences: Sequence[] = [];
  for (const { table, column, sequence } of rows) {
    // The name comes quoted from PostgreSQL.
    const state = await client.query<{ last_value: string; is_called: boolean }>(
      `select last_value::text, is_called from ${sequence}`,
    );
    sequences.push({ table, column, ...state.rows[0]! });
  }
  return sequences;
}

const lineOf = (value: object): Buffer => Buffer.from(`${JSON.stringify(value)}\n`);
const sum = (rows: Readonly<Record<string, number>>): number =>
  Object.values(rows).reduce((total, count) => total + count, 0);
