import { createHash } from 'node:crypto';

const LINE_FEED = 10;
/** Of the lines that are no rows. */
const MAX_LINE_BYTES = 1024 ** 2;

/** Bytes as lines, and as blocks of lines up to a certain one; with a hash of all that was read. */
export class LineSource {
  private readonly chunks: AsyncIterator<Buffer>;
  private readonly hash = createHash('sha256');
  private rest: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** Of the lines that were read until now. */
  sha256(): string {
    return this.hash.copy().digest('hex');
  }

  async isAtEnd(): Promise<boolean> {
    return this.rest.length === 0 && !(await this.more());
  }

  /** The next line; undefined if there is none. */
  async line(): Promise<string | undefined> {
    let end: number;
    while ((end = this.rest.indexOf(LINE_FEED)) === -1) {
      if (this.rest.length > MAX_LINE_BYTES || !(await this.more())) return undefined;
    }
    return this.take(end + 1).toString('utf8', 0, end);
  }

  /** Blocks of whole lines until the line `last`, which is read, too. Without it, all that is left. */
  async *rows(last: string): AsyncGenerator<Buffer> {
    const [first, later] = [`${last}\n`, `\n${last}\n`];
    for (;;) {
      const whole = this.rest.lastIndexOf(LINE_FEED) + 1;
      const isFirst = this.rest.subarray(0, first.length).equals(Buffer.from(first));
      const end = isFirst ? 0 : this.rest.subarray(0, whole).indexOf(later) + 1;
      if (isFirst || end > 0) {
        if (end > 0) yield this.take(end);
        this.take(first.length);
        return;
      }
      if (whole > 0) yield this.take(whole);
      if (!(await this.more())) return;
    }
  }

  private take(length: number): Buffer {
    const taken = this.rest.subarray(0, length);
    this.rest = this.rest.subarray(length);
    this.hash.update(taken);
    return taken;
  }

  private async more(): Promise<boolean> {
    const next = await this.chunks.next();
    if (next.done === true) return false;
    this.rest = this.rest.length === 0 ? next.value : Buffer.concat([this.rest, next.value]);
    return true;
  }
}
