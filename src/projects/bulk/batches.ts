import { type FileRecord } from './file-record';

/** What one statement takes at most, and one step of the event loop. */
const MAX_BYTES = 512 * 1024;

/** Joins the records of a stream into batches of so many records as `size` says when they begin. */
export async function* inBatches(
  stream: AsyncIterable<readonly FileRecord[]>,
  size: { readonly lines: number },
): AsyncGenerator<FileRecord[]> {
  let batch: FileRecord[] = [];
  let bytes = 0;
  for await (const records of stream) {
    for (const record of records) {
      batch.push(record);
      bytes += record.bytes.length;
      if (batch.length < size.lines && bytes < MAX_BYTES) continue;
      yield batch;
      batch = [];
      bytes = 0;
    }
  }
  if (batch.length > 0) yield batch;
}
