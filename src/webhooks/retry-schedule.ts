/** The pauses after the first attempts, in seconds; the last one again and again. */
const PAUSES = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200] as const;
/** So much of a pause is left to chance, so that what failed together does not come back together. */
const SPREAD = 0.2;

/** How long an event that failed waits for its next attempt, in seconds. */
export function pauseAfter(attempts: number, random = Math.random()): number {
  const pause = PAUSES[Math.min(attempts, PAUSES.length) - 1]!;
  return pause * (1 - SPREAD / 2 + SPREAD * random);
}
