import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NoSpaceError } from './no-space.error';

/** Counts the bytes of a file. */
export interface Space {
  /** So many bytes fit if there is no other file. */
  readonly limit: number;
  /** Throws a NoSpaceError if so many more bytes do not fit. */
  take(bytes: number): void;
  give(bytes: number): void;
}

const READ_BYTES = 64 * 1024;
const NO_SPACE_CODES = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** A file that holds what memory should not, and that is gone with its handle, however the process ends. */
export class TemporaryFile {
  private size = 0;
  private closing: Promise<void> | undefined;

  private constructor(
    private readonly handle: FileHandle,
    private readonly space: Space,
  ) {}

  static async create(space: Space): Promise<TemporaryFile> {
    const path = join(tmpdir(), `projects-api-${randomUUID()}`);
    const handle = await open(path, 'wx+', 0o600).catch(rethrow);
    await unlink(path);
    return new TemporaryFile(handle, space);
  }

  get bytes(): number {
    return this.size;
  }

  /** How many bytes it may have if it is the only one. */
  get limit(): number {
    return this.space.limit;
  }

  /** Appends all of it or, if it fails, nothing: what was written in part is overwritten by the next part. */
  async append(part: string | Buffer): Promise<void> {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    this.space.take(bytes.length);
    try {
      for (let written = 0; written < bytes.length;) {
        const at = this.size + written;
        written += (await this.handle.write(bytes, written, bytes.length - written, at)).bytesWritten;
      }
    } catch (error) {
      this.space.give(bytes.length);
      rethrow(error);
    }
    this.size += bytes.length;
  }

  /** All that was appended. */
  async *read(): AsyncGenerator<Buffer> {
    for (let at = 0; at < this.size;) {
      const length = Math.min(READ_BYTES, this.size - at);
      const { bytesRead, buffer } = await this.handle.read(Buffer.allocUnsafe(length), 0, length, at);
      if (bytesRead === 0) throw new Error('a temporary file is shorter than what was written to it');
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  }

  async close(): Promise<void> {
    this.closing ??= this.handle.close().finally(() => {
      this.space.give(this.size);
    });
    return this.closing;
  }
}

function rethrow(error: unknown): never {
  throw NO_SPACE_CODES.includes((error as NodeJS.ErrnoException).code ?? '') ? new NoSpaceError() : error;
}
