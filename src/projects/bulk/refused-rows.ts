import { type Failure } from '../../fields/failure';
import { readCells, type Separator, separatorOf, writeCells } from './csv';
import { isReportColumn, REPORT_COLUMNS } from './csv-header';
import { type FileRecord } from './file-record';
import { BYTE_ORDER_MARK } from '../../http/byte-order';

/**
 * Writes rows of a CSV file as a CSV file that can be corrected and sent again: the cells as they came, byte for byte,
 * behind the columns `import_line` and `import_failures`, which an import leaves out. These come first, so that they are
 * right in a row that has too many or too few cells.
 */
export class RefusedRows {
  private readonly separator: Separator;
  private readonly names: readonly string[];
  /** Columns of a former report. */
  private readonly replaced: ReadonlySet<number>;

  constructor(private readonly headerRecord: FileRecord) {
    this.separator = separatorOf(headerRecord.bytes.toString('latin1')) ?? ',';
    this.names = this.cellsOf(headerRecord);
    this.replaced = new Set(this.names.flatMap((name, index) => (isReportColumn(name.trim()) ? index : [])));
  }

  header(): Buffer {
    const header = this.write([...REPORT_COLUMNS, ...this.withoutReport(this.names)]);
    return this.headerRecord.isMarked ? Buffer.concat([BYTE_ORDER_MARK, header]) : header;
  }

  row(record: FileRecord, failures: readonly Failure[]): Buffer {
    const cells = this.withoutReport(this.cellsOf(record));
    return this.write([String(record.line), inBytes(failures.map(sentence).join('; ')), ...cells]);
  }

  /** What is not about a row. */
  note(text: string): Buffer {
    return this.write(['', inBytes(text), ...this.withoutReport(this.names).map(() => '')]);
  }

  /** Latin 1 has a character for each byte, so that bytes that are not UTF-8 come through as well. */
  private write(cells: readonly string[]): Buffer {
    return Buffer.from(writeCells(cells, this.separator), 'latin1');
  }

  /** Where the quotes are wrong, they are characters of the cells. */
  private cellsOf({ bytes, problem }: FileRecord): string[] {
    if (problem === 'too long') return [];
    const text = bytes.toString('latin1');
    const cells = problem === undefined ? readCells(text, this.separator) : undefined;
    return cells ?? text.split(this.separator);
  }

  private withoutReport(cells: readonly string[]): string[] {
    return cells.filter((_, index) => !this.replaced.has(index));
  }
}

const inBytes = (text: string): string => Buffer.from(text).toString('latin1');

/** Begins with a letter, never with a character that begins a formula. */
function sentence({ field, message }: Failure): string {
  return `${field === 'body' ? 'the line' : field} ${message}`;
}
