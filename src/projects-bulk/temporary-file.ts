import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable } from 'node:stream';

/** A file that holds what memory should not, and that is gone with its handle, however the process ends. */
export class TemporaryFile {
  private size = 0;

  private constructor(private readonly handle: FileHandle) {}

  static async create(): Promise<TemporaryFile> {
    const path = join(tmpdir(), `projects-api-${randomUUID()}`);
    const handle = await open(path, 'wx+', 0o600);
    await unlink(path);
    return new TemporaryFile(handle);
  }

  get bytes(): number {
    return this.size;
  }

  async append(part: string | Buffer): Promise<void> {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    for (let written = 0; written < bytes.length;) {
      const { bytesWritten } = await this.handle.write(bytes, written, bytes.length - written, this.size);
      written += bytesWritten;
      this.size += bytesWritten;
    }
  }

  /** All that was written. */
  read(): Readable {
    return createReadStream('', { fd: this.handle, start: 0, autoClose: false });
  }

  /** All that was written; the file ends with the stream. */
  readToItsEnd(): Readable {
    return createReadStream('', { fd: this.handle, start: 0, autoClose: true });
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}
