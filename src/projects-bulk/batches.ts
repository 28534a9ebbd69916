import { type FileRecord } from './file-record';

/** What one statement takes: enough to share its costs, and far from the limits of time and memory. */
const MAX_LINES = 500;
const MAX_BYTES = 1024 * 1024;

/** Joins the records of a stream into batches. */
export async function* inBatches(stream: AsyncIterable<readonly FileRecord[]>): AsyncGenerator<FileRecord[]> {
  let batch: FileRecord[] = [];
  let bytes = 0;
  for await (const records of stream) {
    for (const record of records) {
      batch.push(record);
      bytes += record.bytes.length;
      if (batch.length < MAX_LINES && bytes < MAX_BYTES) continue;
      yield batch;
      batch = [];
      bytes = 0;
    }
  }
  if (batch.length > 0) yield batch;
}
