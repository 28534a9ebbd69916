import { setTimeout } from 'node:timers/promises';

/** How long work is tried again, and how long after each failure it rests, in milliseconds. */
const DEADLINE = 60_000;
const PAUSE = 250;

/** Runs work again while it fails for a reason that will pass. */
export async function retryWhile<Result>(
  isPassing: (error: unknown) => boolean,
  work: () => Promise<Result>,
): Promise<Result> {
  const deadline = performance.now() + DEADLINE;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error) || performance.now() > deadline) throw error;
      await setTimeout(PAUSE);
    }
  }
}
