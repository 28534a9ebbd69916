import { isUtf8 } from 'node:buffer';
import { InvalidDataError } from '../http/api-error';
import { parseJsonBytes } from '../http/json-body';
import { CreateProjectDto } from '../projects/dto/create-project.dto';
import { type Failure } from '../validation/failure';
import { fieldsOf } from '../validation/field.decorator';
import { readInput } from '../validation/read-input';
import { readCells } from './csv';
import { type FileRecord, MAX_LINE_BYTES } from './records';

export const FORMATS = ['ndjson', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

export const MEDIA_TYPES: Readonly<Record<Format, string>> = {
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
};

/** Makes of the records of a file what the body of a request would be. */
export interface LineReader {
  /** A record can go on behind a line break in quotes. */
  readonly hasQuotes: boolean;
  /** The records that are projects. To be called with all records, in their order. */
  projects(records: readonly FileRecord[]): readonly FileRecord[];
  /** Throws an InvalidDataError if it can't be read at all. */
  read(record: FileRecord): unknown;
}

export const readerOf = (format: Format): LineReader => (format === 'csv' ? new CsvReader() : JSON_READER);

const JSON_READER: LineReader = {
  hasQuotes: false,
  projects: (records) => records,
  read: (record) => parseJsonBytes(bytesOf(record)),
};

/** CSV by RFC 4180: the first record names the fields. */
class CsvReader implements LineReader {
  readonly hasQuotes = true;
  private columns: readonly string[] | undefined;

  projects(records: readonly FileRecord[]): readonly FileRecord[] {
    const [header] = records;
    if (this.columns !== undefined || header === undefined) return records;
    this.columns = readHeader(header);
    return records.slice(1);
  }

  read(record: FileRecord): unknown {
    const cells = cellsOf(record);
    const columns = this.columns!;
    if (cells.length !== columns.length) {
      throw broken(`has ${cells.length} cells, where the header has ${columns.length}`);
    }
    return Object.fromEntries(columns.map((column, index) => [column, valueOf(column, cells[index]!)]));
  }
}

/** What no line could make good is told before any of them is looked at. */
function readHeader(record: FileRecord): string[] {
  const columns = cellsOf(record);
  // Spreadsheets mark their UTF-8 with it.
  columns[0] = columns[0]!.replace(/^\ufeff/, '');
  const { failures } = readInput(
    CreateProjectDto,
    Object.fromEntries(columns.map((column) => [column, null])),
  );
  const unknown: Failure[] = failures.filter(({ field }) => !fieldsOf(CreateProjectDto).has(field));
  const twice = columns.filter((column, index) => columns.indexOf(column) < index);
  const problems = [...unknown, ...twice.map((field) => ({ field, message: 'stands twice in the header' }))];
  if (problems.length > 0) throw new InvalidDataError(problems);
  return columns;
}

/** An empty cell is an absent field. Numbers are spelled as in JSON; what is not stays text, and is refused as that. */
function valueOf(column: string, cell: string): unknown {
  if (cell === '') return null;
  const type = fieldsOf(CreateProjectDto).get(column)?.kind.schema.type;
  const isNumber = type === 'integer' || type === 'number';
  return isNumber && /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(cell) ? Number(cell) : cell;
}

function cellsOf(record: FileRecord): string[] {
  const bytes = bytesOf(record);
  if (!isUtf8(bytes)) throw broken('is not valid UTF-8');
  const cells = readCells(bytes.toString('utf8'));
  if (cells === undefined) throw broken('has a quote where none can be');
  return cells;
}

function bytesOf({ bytes, isTooLong }: FileRecord): Buffer {
  if (isTooLong) throw broken(`is longer than ${MAX_LINE_BYTES / 1024} kB`);
  return bytes;
}

const broken = (message: string): InvalidDataError => new InvalidDataError([{ field: 'body', message }]);
