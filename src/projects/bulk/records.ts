import { type FileRecord } from './file-record';
import { RecordCutter } from './record-cutter';

/** Chunks are joined until they have so many bytes: a client that sends single bytes costs no more than others. */
const MIN_CHUNK_BYTES = 16 * 1024;

/**
 * Cuts a stream into records, and leaves out blank ones. A line ends with LF, CRLF or CR. Memory holds a chunk and the
 * longest record, whatever comes. In CSV (`hasQuotes`) a line break in a quoted cell does not end a record.
 *
 * Throws an InvalidDataError if the file is not in UTF-8 as a whole (UTF-16).
 */
export async function* splitRecords(
  chunks: AsyncIterable<Buffer>,
  { hasQuotes }: { readonly hasQuotes: boolean },
): AsyncGenerator<FileRecord[]> {
  const cutter = new RecordCutter(hasQuotes);
  let waiting: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes < MIN_CHUNK_BYTES) continue;
    const records = cutter.cut(waiting);
    waiting = [];
    bytes = 0;
    if (records.length > 0) yield records;
  }
  const last = cutter.cutLast(waiting);
  if (last.length > 0) yield last;
}
