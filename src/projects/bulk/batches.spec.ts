import { inBatches } from './batches';
import { type FileRecord } from './file-record';

/** Records of so many bytes, which come so many at a time. */
async function* recordsOf(sizes: readonly number[], together: number): AsyncGenerator<FileRecord[]> {
  const records = sizes.map((size) => ({ bytes: Buffer.alloc(size) }) as FileRecord);
  for (let at = 0; at < records.length; at += together)
    yield await Promise.resolve(records.slice(at, at + together));
}

async function batchesOf(sizes: readonly number[], lines: number, together: number): Promise<number[][]> {
  const batches = [];
  for await (const batch of inBatches(recordsOf(sizes, together), { lines }))
    batches.push(batch.map(({ bytes }) => bytes.length));
  return batches;
}

describe.each([1, 3, 100])('batches of records that come %d at a time', (together) => {
  it('have so many lines', async () => {
    expect(await batchesOf([1, 2, 3, 4, 5], 2, together)).toEqual([[1, 2], [3, 4], [5]]);
    expect(await batchesOf([], 2, together)).toEqual([]);
  });

  it('end with the line that makes them half a megabyte', async () => {
    const [half, most] = [512 * 1024, 512 * 1024 - 1];
    expect(await batchesOf([half, 1, most, 1, 2], 500, together)).toEqual([[half], [1, most], [1, 2]]);
  });
});
