import { type Readable, Readable as Stream } from 'node:stream';
import { type ApiError } from '../http/api-error';
import { type ImportLine } from './import-line';
import { splitRecords } from './records';
import { TemporaryFile } from './temporary-file';

/** Quotes of a text are escaped, so that no message can look like this. */
const CREATED = /"status":"created","id":\d+/;

/**
 * The answer of an import. It waits in a file until all has been read: a client that sends everything before it reads
 * anything would otherwise wait for the service, and the service for it.
 */
export class ImportAnswer {
  isEmpty = true;
  hasRefused = false;
  private isUndone = false;

  private constructor(private readonly file: TemporaryFile) {}

  static async create(): Promise<ImportAnswer> {
    return new ImportAnswer(await TemporaryFile.create());
  }

  async add(lines: readonly ImportLine[]): Promise<void> {
    this.isEmpty = false;
    this.hasRefused ||= lines.some(({ outcome }) => outcome?.status === 'refused');
    await this.file.append(lines.map((line) => line.answer()).join(''));
  }

  /** What follows was not looked at, and of what was under way nobody knows. */
  async stop({ key, message }: ApiError): Promise<void> {
    await this.file.append(`${JSON.stringify({ status: 'stopped', key, message })}\n`);
  }

  /** What was created is not. */
  undoCreated(): void {
    this.isUndone = true;
  }

  read(): Readable {
    const text = this.file.readToItsEnd();
    return this.isUndone ? Stream.from(undone(text)) : text;
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

async function* undone(text: AsyncIterable<Buffer>): AsyncGenerator<string> {
  for await (const lines of splitRecords(text, { hasQuotes: false })) {
    yield lines
      .map(({ bytes }) => `${bytes.toString('utf8').replace(CREATED, '"status":"not_created"')}\n`)
      .join('');
  }
}
