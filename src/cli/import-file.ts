import { createHash } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Format } from '../projects/bulk/line-reader';
import { type FileRecord, MAX_LINE_BYTES } from '../projects/bulk/file-record';
import { splitRecords } from '../projects/bulk/records';
import { unreadable } from './cli-error';

/** What one request carries: little is sent again after a stop, and it is kept in memory. */
const MAX_LINES = 5_000;
const MAX_BYTES = 8 * 1024 * 1024;

export interface Chunk {
  readonly records: readonly FileRecord[];
  /** What to send: in CSV with the header of the file. */
  readonly body: Buffer;
}

const LINE_BREAK = Buffer.from('\n');

/** A file to import. */
export class ImportFile {
  /** Of a CSV file, as soon as `projects` or `chunks` has read it. */
  header: FileRecord | undefined;

  private constructor(
    readonly path: string,
    readonly size: number,
    readonly format: Format,
  ) {}

  static async open(path: string): Promise<ImportFile> {
    const { size } = await stat(path).catch((error: unknown) => {
      throw unreadable(path, error);
    });
    return new ImportFile(path, size, /\.[ct]sv$/i.test(path) ? 'csv' : 'ndjson');
  }

  /** Stands for the content, so that the same file is known again after a stop. */
  async hash(): Promise<string> {
    const hash = createHash('sha256');
    for await (const part of this.read() as AsyncIterable<Buffer>) hash.update(part);
    return hash.digest('hex');
  }

  read(): ReadStream {
    return createReadStream(this.path);
  }

  /** The lines that are projects, in one pass. Throws an InvalidDataError if the file is not in UTF-8. */
  async *projects(): AsyncGenerator<FileRecord[]> {
    for await (const records of splitRecords(this.read(), { hasQuotes: this.format === 'csv' })) {
      const isHeader = this.format === 'csv' && this.header === undefined;
      if (isHeader) this.header = records[0];
      yield isHeader ? records.slice(1) : records;
    }
  }

  /** At least one, so that the service says what is wrong with a file without lines. */
  async *chunks(): AsyncGenerator<Chunk> {
    let records: FileRecord[] = [];
    let bytes = 0;
    let isFirst = true;
    const chunk = (): Chunk => {
      const lines = this.header === undefined ? records : [this.header, ...records];
      return { records, body: Buffer.concat(lines.flatMap(bytesOf)) };
    };
    for await (const some of this.projects()) {
      for (const record of some) {
        records.push(record);
        bytes += record.bytes.length;
        if (records.length < MAX_LINES && bytes < MAX_BYTES) continue;
        yield chunk();
        isFirst = false;
        records = [];
        bytes = 0;
      }
    }
    if (isFirst || records.length > 0) yield chunk();
  }
}

const TOO_LONG = Buffer.alloc(MAX_LINE_BYTES + 1, 'x');
const OPEN_QUOTE = Buffer.from('""x');

/**
 * What can't be read is sent as something that can't be read for the same reason: the service says what is wrong with it,
 * and it does not depend on the lines below, of which some are sent in another request.
 */
function bytesOf({ bytes, problem }: FileRecord): Buffer[] {
  if (problem === 'too long') return [TOO_LONG, LINE_BREAK];
  return [problem === 'open quote' ? OPEN_QUOTE : bytes, LINE_BREAK];
}
