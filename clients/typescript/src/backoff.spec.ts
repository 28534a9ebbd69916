import { DEFAULT_RETRY, isTemporary, retryDelay, toldDelay } from './backoff';

const NOW = Date.parse('2025-02-13T09:26:18.000Z');
const OPTIONS = { maxAttempts: 10, baseDelayMs: 100, maxDelayMs: 1_000 };

describe('the wait after an attempt', () => {
  it.each([
    // attempt, random, wait
    [1, 0, 0],
    [1, 0.5, 50],
    [1, 0.999, 99.9],
    [2, 0.5, 100],
    [3, 0.5, 200],
    [4, 0.5, 400],
    [5, 0.5, 500],
    [9, 0.999, 999],
  ])('after attempt %i is a part of a limit that doubles up to the longest wait', (attempt, random, wait) => {
    expect(retryDelay(attempt, undefined, OPTIONS, random)).toBeCloseTo(wait, 6);
  });

  it.each([
    [0, 0],
    [700, 700],
    [1_000, 1_000],
  ])('is what the service says: %i ms', (retryAfter, wait) => {
    expect(retryDelay(1, retryAfter, OPTIONS, 0.5)).toBe(wait);
  });

  it('does not end early: whom the service asks to wait for longer than the longest wait has no further attempt', () => {
    expect(retryDelay(1, 1_001, OPTIONS, 0.5)).toBeUndefined();
  });

  it('has no place after the last attempt', () => {
    expect(retryDelay(9, undefined, OPTIONS, 0.5)).toBe(500);
    expect(retryDelay(10, undefined, OPTIONS, 0.5)).toBeUndefined();
    expect(retryDelay(10, 0, OPTIONS, 0.5)).toBeUndefined();
    expect(retryDelay(1, undefined, { ...OPTIONS, maxAttempts: 1 }, 0.5)).toBeUndefined();
  });

  it('comes three times by default', () => {
    expect([1, 2, 3, 4].map((attempt) => retryDelay(attempt, undefined, DEFAULT_RETRY, 0.5))).toEqual([
      125,
      250,
      500,
      undefined,
    ]);
  });
});

describe('what a response says about when', () => {
  it.each<[Record<string, string>, number | undefined]>([
    [{}, undefined],
    [{ 'Retry-After': '0' }, 0],
    [{ 'Retry-After': '2' }, 2_000],
    [{ 'Retry-After': 'Thu, 13 Feb 2025 09:26:21 GMT' }, 3_000],
    [{ 'Retry-After': 'Thu, 13 Feb 2025 09:00:00 GMT' }, 0],
    [{ 'Retry-After': 'soon' }, undefined],
    [{ 'X-RateLimit-Retry-After': '4' }, 4_000],
    [{ 'Retry-After': '2', 'X-RateLimit-Retry-After': '4' }, 2_000],
  ])('%j is %p ms', (headers, delay) => {
    expect(toldDelay(new Headers(headers), NOW)).toBe(delay);
  });
});

describe('a response that may be better next time', () => {
  it.each([408, 429, 500, 502, 503, 504])('is %i', (status) => {
    expect(isTemporary(status, undefined)).toBe(true);
  });

  it.each([200, 201, 400, 401, 403, 404, 405, 413, 415, 422, 501])('is not %i', (status) => {
    expect(isTemporary(status, 1_000)).toBe(false);
  });

  it('is 409 only if it says when to come back', () => {
    expect(isTemporary(409, 1_000)).toBe(true);
    expect(isTemporary(409, undefined)).toBe(false);
  });
});
