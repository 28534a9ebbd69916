import { setImmediate } from 'node:timers';

/** How many waits end in one turn of the event loop. */
export const ENDS_PER_TURN = 8;

const waiting: (() => void)[] = [];
/** How many have ended in this turn. */
let ended = 0;

/**
 * Hundreds of requests can wait for the same thing or until the same moment, and each goes on for a part of a millisecond
 * when its wait ends. So a few of them end in each turn of the event loop, in their order: meanwhile responses are sent
 * and requests are read.
 */
export function endInTurn(end: () => void): void {
  if (ended === ENDS_PER_TURN) {
    waiting.push(end);
    return;
  }
  if (ended === 0) setImmediate(beginTurn);
  ended++;
  end();
}

function beginTurn(): void {
  const ends = waiting.splice(0, ENDS_PER_TURN);
  // Who comes while others wait is behind them.
  ended = ends.length === 0 ? 0 : ENDS_PER_TURN;
  if (ended === 0) return;
  setImmediate(beginTurn);
  for (const end of ends) end();
}

/** For what goes on with others. */
export const turnToEnd = async (): Promise<void> =>
  new Promise((resolve) => {
    endInTurn(resolve);
  });

/** The outcome of what many may wait for, to each of them in its turn. */
export async function inTurn<Result>(outcome: Promise<Result>): Promise<Result> {
  try {
    return await outcome;
  } finally {
    await turnToEnd();
  }
}
