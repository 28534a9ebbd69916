import { isLockTimeout } from './database-errors';
import { type Deadline } from './deadline';

/** A timer of PostgreSQL may end a little earlier than ours, in milliseconds. */
const TIMER_TOLERANCE = 10;
/** Less is not worth another statement, in milliseconds. */
const MIN_LOCK_WAIT = 100;

/**
 * Again while there is time: a lock gets half of it. A statement that gave up earlier has a limit of its own, and one that
 * was given up has done nothing.
 */
export async function whileLocked<Result>(deadline: Deadline, run: () => Promise<Result>): Promise<Result> {
  for (;;) {
    const { waitLeft, lockTimeout } = deadline;
    try {
      return await run();
    } catch (error) {
      const isOver = deadline.waitLeft < MIN_LOCK_WAIT;
      if (isOver || !isLockTimeout(error) || waitLeft - deadline.waitLeft < lockTimeout - TIMER_TOLERANCE)
        throw error;
    }
  }
}
