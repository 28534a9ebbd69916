import { type Readable } from 'node:stream';
import { type ApiError } from '../http/api-error';
import { type ImportLine } from './import-line';
import { type ImportWriter } from './import-writer';
import { TemporaryFile } from './temporary-file';

/**
 * The answer of an import. It waits in a file until all has been read: a client that sends everything before it reads
 * anything would otherwise wait for the service, and the service for it.
 */
export class ImportAnswer {
  isEmpty = true;
  hasRefused = false;
  private isUndone = false;

  private constructor(
    private readonly file: TemporaryFile,
    private readonly writer: ImportWriter,
  ) {}

  static async create(writer: ImportWriter): Promise<ImportAnswer> {
    return new ImportAnswer(await TemporaryFile.create(), writer);
  }

  async add(lines: readonly ImportLine[]): Promise<void> {
    if (this.isEmpty) await this.file.append(this.writer.head());
    this.isEmpty = false;
    this.hasRefused ||= lines.some(({ outcome }) => outcome?.status === 'refused');
    await this.file.append(this.writer.lines(lines));
  }

  /** What follows was not looked at, and of what was under way nobody knows. */
  async stop(reason: ApiError): Promise<void> {
    await this.file.append(this.writer.stopped(reason));
  }

  /** What was created is not. */
  undoCreated(): void {
    this.isUndone = true;
  }

  async read(): Promise<Readable> {
    if (this.isEmpty) await this.file.append(this.writer.head());
    const written = this.file.readToItsEnd();
    return this.isUndone ? this.writer.undone(written) : this.writer.kept(written);
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
