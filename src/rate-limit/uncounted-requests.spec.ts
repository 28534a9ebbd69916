import { UncountedRequests } from './uncounted-requests';

const MINUTE = 60_000;

it('UncountedRequests logs an error at once, and then at most one a minute with the number of requests', () => {
  const lines: unknown[][] = [];
  let now = 0;
  const log = { error: (...line: unknown[]): number => lines.push(line) };
  const uncounted = new UncountedRequests(log, () => now);
  const error = new Error('refused');
  for (const at of [0, 1, MINUTE - 1, MINUTE, 2 * MINUTE - 1, 3 * MINUTE]) {
    now = at;
    uncounted.add(error);
  }
  const sentence = (requests: string): string =>
    `The rate limit does not work: the database did not count requests, and ${requests} answered without a limit.`;
  expect(lines).toEqual([
    [sentence('1 request was'), error, 'rate limit'],
    [sentence('3 requests were'), error, 'rate limit'],
    [sentence('2 requests were'), error, 'rate limit'],
  ]);
});
