import { createHash } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Format } from '../projects-bulk/line-reader';
import { type FileRecord, MAX_LINE_BYTES, splitRecords } from '../projects-bulk/records';
import { CliError } from './cli-error';

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
  private constructor(
    readonly path: string,
    readonly size: number,
    readonly format: Format,
  ) {}

  static async open(path: string): Promise<ImportFile> {
    const { size } = await stat(path).catch((error: unknown) => {
      throw new CliError(`${path} can not be read: ${(error as Error).message}`, { cause: error });
    });
    return new ImportFile(path, size, path.toLowerCase().endsWith('.csv') ? 'csv' : 'ndjson');
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

  /** The lines that are projects. */
  async *projects(onHeader?: (header: FileRecord) => void): AsyncGenerator<FileRecord[]> {
    let isHeader = this.format === 'csv';
    for await (const records of splitRecords(this.read(), { hasQuotes: this.format === 'csv' })) {
      if (isHeader) onHeader?.(records[0]!);
      yield isHeader ? records.slice(1) : records;
      isHeader = false;
    }
  }

  async *chunks(): AsyncGenerator<Chunk> {
    let header: Buffer[] = [];
    let records: FileRecord[] = [];
    let bytes = 0;
    const chunk = (): Chunk => ({ records, body: Buffer.concat([...header, ...records.flatMap(bytesOf)]) });
    for await (const some of this.projects((record) => (header = bytesOf(record)))) {
      for (const record of some) {
        records.push(record);
        bytes += record.bytes.length;
        if (records.length < MAX_LINES && bytes < MAX_BYTES) continue;
        yield chunk();
        records = [];
        bytes = 0;
      }
    }
    if (records.length > 0) yield chunk();
  }
}

/** What was too long to keep is sent as something too long: the service says what is wrong with it. */
function bytesOf({ bytes, isTooLong }: FileRecord): Buffer[] {
  return [isTooLong ? Buffer.alloc(MAX_LINE_BYTES + 1, 'x') : bytes, LINE_BREAK];
}
