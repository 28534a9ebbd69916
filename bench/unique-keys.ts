import { randomUUID } from 'node:crypto';

/** An odd number: its multiples go through all numbers of 32 bits before one comes again. */
export const KEY_FACTOR = 2_654_435_761;

/** Keys that look like random UUIDs, and lie as far apart in an index, at the price of a multiplication. */
export function uniqueKeys(): () => string {
  const ending = randomUUID().slice(8);
  let count = 0;
  return () => {
    count += 1;
    const beginning = Math.imul(count, KEY_FACTOR) >>> 0;
    return beginning.toString(16).padStart(8, '0') + ending;
  };
}
