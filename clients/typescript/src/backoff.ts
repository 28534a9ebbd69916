/** When and how often a call is tried again. */
export interface RetryOptions {
  /** Attempts in all, the first one included; 1 turns retries off. */
  readonly maxAttempts: number;
  /** The longest wait before the second attempt; it doubles with each further one. */
  readonly baseDelayMs: number;
  /** No wait is longer. A service that asks for more gets no further attempt, since a sooner one would be in vain. */
  readonly maxDelayMs: number;
}

export const DEFAULT_RETRY: RetryOptions = { maxAttempts: 4, baseDelayMs: 250, maxDelayMs: 30_000 };

/** 500 is among them because no attempt that has a key, or only reads, can do harm. */
const TEMPORARY: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Whether another attempt may be answered better. `toldMs` is what the response says about when. */
export function isTemporary(status: number, toldMs: number | undefined): boolean {
  // A conflict that says when to come back is the same call, still under way; any other one stays a conflict.
  return TEMPORARY.has(status) || (status === 409 && toldMs !== undefined);
}

/** How long a response asks to wait: Retry-After, in seconds or as a date, or else x-ratelimit-retry-after. */
export function toldDelay(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after') ?? headers.get('x-ratelimit-retry-after');
  if (value === null) return undefined;
  const delay = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isNaN(delay) ? undefined : Math.max(0, delay);
}

/**
 * How long to wait after an attempt, of which 1 is the first; undefined if it was the last one. What the service says
 * wins. Otherwise it is any time up to a limit that doubles (full jitter), so that clients that failed together do not
 * come back together. `random` is from 0 to below 1.
 */
export function retryDelay(
  attempt: number,
  toldMs: number | undefined,
  { maxAttempts, baseDelayMs, maxDelayMs }: RetryOptions,
  random: number,
): number | undefined {
  if (attempt >= maxAttempts) return undefined;
  if (toldMs !== undefined) return toldMs <= maxDelayMs ? toldMs : undefined;
  return random * Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1));
}
