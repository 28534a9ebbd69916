import { type ApiError } from '../../http/api-error';
import { type CsvReader } from './csv-reader';
import { type Failure } from '../../fields/failure';
import { type ImportLine, type Outcome } from './import-line';
import { RefusedRows } from './refused-rows';
import { splitRecords } from './records';

/** Of a response. */
type Pieces = AsyncIterable<Buffer | string>;

/** Writes what became of the lines of an import. */
export interface ImportWriter {
  /** What comes before the lines. To be called when the first of them are read, or at the end. */
  head(): string | Buffer;
  lines(lines: readonly ImportLine[]): string | Buffer;
  /** Why the import could not go on. */
  stopped(reason: ApiError): string | Buffer;
  /** What is sent of all that was written, if what was created is undone in the end. */
  undone(written: AsyncIterable<Buffer>): Pieces;
  /** The same if it is kept. */
  kept(written: AsyncIterable<Buffer>): Pieces;
}

/** Quotes of a text are escaped, so that no message can look like this. */
const CREATED = /"status":"created","id":\d+/;

/** NDJSON: a line for each line. */
export const STATUS_WRITER: ImportWriter = {
  head: () => '',
  lines: (lines) => lines.map((line) => line.response()).join(''),
  stopped: ({ key, message }) => `${JSON.stringify({ status: 'stopped', key, message })}\n`,
  undone: notCreated,
  kept: (written) => written,
};

async function* notCreated(written: AsyncIterable<Buffer>): AsyncGenerator<string> {
  for await (const lines of splitRecords(written, { hasQuotes: false })) {
    yield lines
      .map(({ bytes }) => `${bytes.toString('utf8').replace(CREATED, '"status":"not_created"')}\n`)
      .join('');
  }
}

/** Of a row that is not stored, or possibly not. */
function failuresOf(outcome: Outcome | undefined): readonly Failure[] {
  if (outcome?.status === 'unknown')
    return [{ field: 'body', message: 'may be stored or not: look for it before you send it again' }];
  return outcome?.status === 'refused' ? outcome.failures : [];
}

/** CSV: the rows that are not stored, to be corrected and sent again. In an atomic import these are all or none. */
export class ReportWriter implements ImportWriter {
  private known: RefusedRows | undefined;

  constructor(
    private readonly reader: CsvReader,
    private readonly isAtomic: boolean,
  ) {}

  head(): Buffer {
    return this.rows.header();
  }

  lines(lines: readonly ImportLine[]): Buffer {
    return Buffer.concat(
      lines.flatMap(({ record, outcome }) => {
        const failures = failuresOf(outcome);
        return this.isAtomic || failures.length > 0 ? this.rows.row(record, failures) : [];
      }),
    );
  }

  stopped({ message }: ApiError): Buffer {
    return this.rows.note(`the import stopped, and the lines below were not read: ${message}`);
  }

  undone(written: AsyncIterable<Buffer>): Pieces {
    return written;
  }

  async *kept(written: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    if (this.isAtomic) yield this.head();
    else yield* written;
  }

  private get rows(): RefusedRows {
    this.known ??= new RefusedRows(this.reader.headerRecord);
    return this.known;
  }
}
