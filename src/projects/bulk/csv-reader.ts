import { isUtf8 } from 'node:buffer';
import { type Failure } from '../../fields/failure';
import { type Dialect, readCell } from './cell-value';
import { readCells, type Separator, separatorOf } from './csv';
import { type Column, NO_HEADER, readColumns } from './csv-header';
import { type FileRecord } from './file-record';
import { broken, bytesOf, type LineReader, type ReadLine } from './line-reader';

/** CSV by RFC 4180, with commas, semicolons or tabs: the first record names the fields. */
export class CsvReader implements LineReader {
  readonly hasQuotes = true;
  private columns: readonly Column[] = [];
  private width = 0;
  private separator: Separator = ',';
  private header: FileRecord | undefined;

  constructor(private readonly dialect?: Dialect) {}

  /** Once there is a line that is a project, or the end was reached. */
  get headerRecord(): FileRecord {
    return this.header!;
  }

  projects(records: readonly FileRecord[]): readonly FileRecord[] {
    const [header] = records;
    if (this.header !== undefined || header === undefined) return records;
    this.readHeader(header);
    return records.slice(1);
  }

  end(): void {
    if (this.header === undefined) throw broken(NO_HEADER);
  }

  read(record: FileRecord): ReadLine {
    const cells = cellsOf(record, this.separator);
    this.checkWidth(cells);
    const values: [string, unknown][] = [];
    const failures: Failure[] = [];
    for (const [index, cell] of cells.entries()) {
      const column = this.columns[index] ?? UNNAMED;
      if (column.kind === 'field') {
        const { value, message } = readCell(column.type, cell, this.dialect);
        values.push([column.name, value]);
        if (message !== undefined) failures.push({ field: column.name, message });
      } else if (column.kind === 'unnamed' && !isEmpty(cell)) {
        const message = 'must be empty, because the header has no name for it';
        failures.push({ field: `column ${index + 1}`, message });
      }
    }
    return { value: Object.fromEntries(values), failures };
  }

  private readHeader(header: FileRecord): void {
    const found = separatorOf(header.bytes.toString('latin1'));
    this.header = header;
    this.separator = found ?? ',';
    const cells = cellsOf(header, this.separator, 'has a header that ');
    this.width = cells.length;
    this.columns = readColumns(cells, found);
  }

  /** Empty cells at the end of a row are nothing, and columns without a name at the end of the header neither. */
  private checkWidth(cells: readonly string[]): void {
    const given = cells.findLastIndex((cell) => !isEmpty(cell)) + 1;
    if (cells.length < this.columns.length || given > this.width)
      throw broken(`has ${cells.length} cells, where the header has ${this.width}`);
  }
}

const UNNAMED: Column = { kind: 'unnamed' };

const isEmpty = (cell: string): boolean => cell.trim() === '';

function cellsOf(record: FileRecord, separator: Separator, subject = ''): string[] {
  const bytes = bytesOf(record, subject);
  if (!isUtf8(bytes)) throw broken(`${subject}is not valid UTF-8: save the file in UTF-8`);
  return readCells(bytes.toString('utf8'), separator)!;
}
