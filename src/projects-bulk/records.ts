/** The longest line of an import, in bytes: a project with long texts has a few kB. */
export const MAX_LINE_BYTES = 64 * 1024;

/** A line of a file, or several where a quoted cell of a CSV file holds line breaks. */
export interface FileRecord {
  /** The number of the line that it begins in, from 1. */
  readonly line: number;
  /** Without the line break. Empty if it is too long. */
  readonly bytes: Buffer;
  readonly isTooLong: boolean;
}

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/**
 * Cuts a stream into records, and leaves out blank ones. It never holds more than a chunk and a record: what is too long
 * is counted and not kept, and reading goes on behind it. In CSV a line break within quotes does not end a record; a
 * doubled quote leaves the quotes and enters them again, so that counting is enough.
 */
export async function* splitRecords(
  chunks: AsyncIterable<Buffer>,
  { hasQuotes }: { readonly hasQuotes: boolean },
): AsyncGenerator<FileRecord[]> {
  const pending = new PendingRecord();
  let isQuoted = false;
  for await (const chunk of chunks) {
    const records: FileRecord[] = [];
    let start = 0;
    let quote = hasQuotes ? chunk.indexOf(QUOTE) : -1;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, end + 1)) {
      for (; quote !== -1 && quote < end; quote = chunk.indexOf(QUOTE, quote + 1)) isQuoted = !isQuoted;
      pending.lineBreaks++;
      if (isQuoted) continue;
      pending.add(chunk.subarray(start, end));
      pending.flush(records);
      start = end + 1;
    }
    for (; quote !== -1; quote = chunk.indexOf(QUOTE, quote + 1)) isQuoted = !isQuoted;
    pending.add(chunk.subarray(start));
    if (records.length > 0) yield records;
  }
  const last: FileRecord[] = [];
  pending.flush(last);
  if (last.length > 0) yield last;
}

class PendingRecord {
  lineBreaks = 0;
  private parts: Buffer[] = [];
  private length = 0;
  private line = 1;

  add(part: Buffer): void {
    this.length += part.length;
    if (this.length > MAX_LINE_BYTES) this.parts = [];
    else if (part.length > 0) this.parts.push(part);
  }

  flush(records: FileRecord[]): void {
    const isTooLong = this.length > MAX_LINE_BYTES;
    const whole = this.parts.length === 1 ? this.parts[0]! : Buffer.concat(this.parts);
    const bytes = whole.at(-1) === CR ? whole.subarray(0, -1) : whole;
    if (isTooLong || !isBlank(bytes)) records.push({ line: this.line, bytes, isTooLong });
    this.line += this.lineBreaks;
    this.lineBreaks = 0;
    this.parts = [];
    this.length = 0;
  }
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09);
}
