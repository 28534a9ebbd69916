import { setImmediate } from 'node:timers/promises';

/**
 * How long work may keep the event loop, in milliseconds. A request takes several turns of it and waits so long at each,
 * for every import and export that works at the same time.
 */
const SLICE = 1;

/** Does something with each item, in their order, and lets other requests go on in between. */
export async function inTimeSlices<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item) => Result,
): Promise<Result[]> {
  const results: Result[] = [];
  let start = performance.now();
  for (const item of items) {
    results.push(work(item));
    if (performance.now() - start < SLICE) continue;
    await setImmediate();
    start = performance.now();
  }
  return results;
}
