import { Readable } from 'node:stream';
import { type ApiError } from '../../http/api-error';
import { type Failure } from '../../fields/failure';
import { type ImportLine } from './import-line';
import { type ImportWriter } from './import-writer';
import { type TemporaryFile } from './temporary-file';

/** So many bytes of failures a response lists. A line of two bytes can have eight failures. */
const MAX_FAILURE_BYTES = 8 * 1024 ** 2;
/** Of the JSON around the two texts of a failure. */
const BYTES_AROUND_FAILURE = 25;

/**
 * The response of an import. It waits in a file until all has been read: a client that sends everything before it reads
 * anything would otherwise wait for the service, and the service for it.
 */
export class ImportResponse {
  isEmpty = true;
  hasRefused = false;
  private isUndone = false;
  private failureBytes = 0;
  /** What the file has no space for. An import ends by it, so it is little. */
  private readonly rest: (string | Buffer)[] = [];

  constructor(
    private readonly file: TemporaryFile,
    private readonly writer: ImportWriter,
  ) {}

  /** Fails if there is no space for them, once. They are part of the response all the same. */
  async add(lines: readonly ImportLine[]): Promise<void> {
    const head = this.isEmpty ? this.writer.head() : '';
    this.isEmpty = false;
    for (const line of lines) this.shorten(line);
    await this.append(Buffer.concat([head, this.writer.lines(lines)].map((part) => Buffer.from(part))));
  }

  /** What follows was not looked at. */
  stop(reason: ApiError): void {
    this.rest.push(this.writer.stopped(reason));
  }

  /** What was created is not. */
  undoCreated(): void {
    this.isUndone = true;
  }

  /** Closes the file when it ends. */
  read(): Readable {
    const written = this.written();
    const stream = Readable.from(this.isUndone ? this.writer.undone(written) : this.writer.kept(written));
    return stream.once('close', () => void this.close());
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private async *written(): AsyncGenerator<Buffer> {
    if (this.isEmpty) yield Buffer.from(this.writer.head());
    yield* this.file.read();
    for (const part of this.rest) yield Buffer.from(part);
  }

  private async append(part: Buffer): Promise<void> {
    if (this.rest.length > 0) {
      this.rest.push(part);
      return;
    }
    try {
      await this.file.append(part);
    } catch (error) {
      this.rest.push(part);
      throw error;
    }
  }

  private shorten(line: ImportLine): void {
    if (line.outcome?.status !== 'refused') return;
    this.hasRefused = true;
    const { failures } = line.outcome;
    this.failureBytes += bytesOf(failures);
    if (this.failureBytes <= MAX_FAILURE_BYTES) return;
    const count = failures.length === 1 ? 'a failure' : `${failures.length} failures`;
    const why = `the lines above have ${MAX_FAILURE_BYTES / 1024 ** 2} MB of them`;
    line.refuse([{ field: 'body', message: `has ${count}, not listed: ${why}` }]);
  }
}

function bytesOf(failures: readonly Failure[]): number {
  return failures.reduce(
    (bytes, { field, message }) => bytes + field.length + message.length + BYTES_AROUND_FAILURE,
    0,
  );
}
