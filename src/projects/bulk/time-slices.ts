import { setImmediate } from 'node:timers/promises';

/** How long work may keep the event loop, in milliseconds. */
const SLICE = 5;

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
