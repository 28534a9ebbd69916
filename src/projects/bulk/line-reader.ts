import { InvalidDataError } from '../../http/api-error';
import { parseJsonBytes } from '../../http/json-body';
import { type Failure } from '../../fields/failure';
import { type FileRecord, MAX_LINE_BYTES, type RecordProblem } from './file-record';

export const FORMATS = ['ndjson', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

export const MEDIA_TYPES: Readonly<Record<Format, string>> = {
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
};

/** A line, or a header, that names a thousand unknown fields is not answered with all of them. */
export const MAX_FAILURES = 100;

/** What a record says: the body of a request, and what is wrong with the spelling of its values. */
export interface ReadLine {
  readonly value: unknown;
  /** Of a field that its own rule refuses as well: this says more of it. */
  readonly failures: readonly Failure[];
}

/** Makes of the records of a file what the body of a request would be. */
export interface LineReader {
  /** A record can go on behind a line break in quotes. */
  readonly hasQuotes: boolean;
  /** The records that are projects. To be called with all records, in their order. */
  projects(records: readonly FileRecord[]): readonly FileRecord[];
  /** To be called at the end of the file. Throws an InvalidDataError if something is missing in it. */
  end(): void;
  /** Throws an InvalidDataError if it can't be read at all. */
  read(record: FileRecord): ReadLine;
}

export const JSON_READER: LineReader = {
  hasQuotes: false,
  projects: (records) => records,
  end: () => undefined,
  read: (record) => ({ value: parseJsonBytes(bytesOf(record)), failures: [] }),
};

const PROBLEMS: Readonly<Record<RecordProblem, string>> = {
  'too long': `is longer than ${MAX_LINE_BYTES / 1024} kB`,
  'open quote':
    'has a cell that begins with a quote and does not end with one: write quotes inside such a cell twice',
};

/** The bytes of a record that was cut without a problem. */
export function bytesOf({ bytes, problem }: FileRecord, subject = ''): Buffer {
  if (problem !== undefined) throw broken(subject + PROBLEMS[problem]);
  return bytes;
}

export const broken = (message: string): InvalidDataError =>
  new InvalidDataError([{ field: 'body', message }]);
