import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { fileProblem } from '../config/file-problem';
import { BackupError } from './backup.error';
import { LineSource } from './line-source';

/**
 * A backup is one gzip stream of lines: a header; for each table a line that names it, its rows as PostgreSQL's COPY
 * writes them, and COPY's own end `\.`; and a trailer, with the SHA-256 of all before it. A line of COPY never is `\.`.
 */
export const FORMAT = 'projects-api backup';
export const FORMAT_VERSION = 1;
export const END_OF_ROWS = '\\.';

export interface Header {
  readonly format: typeof FORMAT;
  readonly version: number;
  /** The version of the service that wrote the file. */
  readonly service: string;
  /** The name of the last migration of the database. */
  readonly schema: string;
  readonly created_at: string;
}

export interface TableHead {
  readonly table: string;
  readonly columns: readonly string[];
}

export interface Sequence {
  readonly table: string;
  readonly column: string;
  readonly last_value: string;
  readonly is_called: boolean;
}

export interface Trailer {
  readonly rows: Readonly<Record<string, number>>;
  readonly sequences: readonly Sequence[];
  readonly sha256: string;
}

/** Takes what a file holds, in its order. */
export interface BackupReader {
  header(header: Header): Promise<void>;
  /** Must read all of the rows. */
  rows(head: TableHead, rows: AsyncIterable<Buffer>): Promise<void>;
}

/** Reads a backup to its end and checks it; throws a BackupError if it is another file, or not whole. */
export async function readBackup(path: string, reader: BackupReader): Promise<Trailer> {
  let trailer: Trailer | undefined;
  try {
    await pipeline(createReadStream(path), createGunzip(), async (chunks: AsyncIterable<Buffer>) => {
      trailer = await read(new LineSource(chunks), reader, path);
    });
  } catch (error) {
    throw explained(error as NodeJS.ErrnoException, path);
  }
  return trailer!;
}

async function read(source: LineSource, reader: BackupReader, path: string): Promise<Trailer> {
  const header = parsed<Header>(await source.line());
  if (header?.format !== FORMAT) throw new BackupError(`${path} is not a backup of this service.`);
  if (header.version !== FORMAT_VERSION) {
    throw new BackupError(
      `${path} has version ${header.version} of the format, and this service reads ${FORMAT_VERSION}.`,
    );
  }
  await reader.header(header);
  const counted: Record<string, number> = {};
  for (;;) {
    const sha256 = source.sha256();
    const head = parsed<TableHead & Trailer>(await source.line());
    if (head?.table === undefined)
      return checked(head, { sha256, counted, path, isAtEnd: await source.isAtEnd() });
    let rows = 0;
    await reader.rows(
      head,
      counting(source.rows(END_OF_ROWS), (count) => (rows += count)),
    );
    counted[head.table] = rows;
  }
}

function checked(
  trailer: Trailer | undefined,
  found: { sha256: string; counted: Readonly<Record<string, number>>; path: string; isAtEnd: boolean },
): Trailer {
  const isWhole =
    trailer?.sha256 === found.sha256 &&
    found.isAtEnd &&
    JSON.stringify(trailer.rows) === JSON.stringify(found.counted);
  if (!isWhole) throw damaged(found.path);
  return trailer;
}

/** Passes chunks on and counts their lines. */
export async function* counting(
  chunks: AsyncIterable<Buffer>,
  count: (lines: number) => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    let lines = 0;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++;
    count(lines);
    yield chunk;
  }
}

function parsed<Type>(line: string | undefined): (Partial<Type> & Type) | undefined {
  try {
    return line === undefined ? undefined : (JSON.parse(line) as Type);
  } catch {
    return undefined;
  }
}

const damaged = (path: string): BackupError =>
  new BackupError(`${path} is damaged or cut: its end or its checksum is wrong. Use another copy of it.`);

function explained(error: NodeJS.ErrnoException, path: string): Error {
  if (error instanceof BackupError) return error;
  if (error.code === 'Z_DATA_ERROR' && error.message === 'incorrect header check')
    return new BackupError(`${path} is not a backup of this service.`);
  if (error.code?.startsWith('Z_')) return damaged(path);
  if (error.syscall === 'open' || error.code === 'EISDIR')
    return new BackupError(`${path} can not be read: ${fileProblem(error)}.`);
  return error;
}
