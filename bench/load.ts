import { loadWithAutocannon } from './load-autocannon';
import { loadWithWrk } from './load-wrk';
import { versionOf } from './children';
import { version as autocannonVersion } from 'autocannon/package.json';

export interface LoadRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What the connections send, again and again. */
export interface Requests {
  /** Taken in turns. */
  readonly list: readonly LoadRequest[];
  /** A header with a new value for each request. */
  readonly uniqueHeader?: string;
  /** Any other one is a failure. */
  readonly statuses: readonly number[];
}

export interface Load {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  readonly requests: Requests;
  /** Requests a second of all connections, as many as can be if absent. Only autocannon knows it. */
  readonly rate?: number;
}

export interface LoadResult {
  /** Answered as they should be. */
  readonly requests: number;
  /** Refused, failed or not answered. */
  readonly failures: number;
  /** What may have been done although the response was not waited for, when time was up. */
  readonly unanswered: number;
  readonly seconds: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

export interface Generator {
  readonly name: string;
  run(load: Load): Promise<LoadResult>;
}

/** wrk takes the least from a machine that the server needs as well. The same one drives everything that is compared. */
export function chooseGenerator(): Generator {
  const wrk = versionOf('wrk', '-v');
  if (wrk !== undefined) return { name: /^wrk \S+/.exec(wrk)?.[0] ?? 'wrk', run: loadWithWrk };
  return { name: `autocannon ${autocannonVersion}`, run: loadWithAutocannon };
}

/** Of loads that ran at the same time. */
export function together(results: readonly LoadResult[]): LoadResult {
  const total = (of: (result: LoadResult) => number): number =>
    results.reduce((sum, result) => sum + of(result), 0);
  const worst = (of: (result: LoadResult) => number): number => Math.max(...results.map(of));
  return {
    requests: total((result) => result.requests),
    failures: total((result) => result.failures),
    unanswered: total((result) => result.unanswered),
    seconds: worst((result) => result.seconds),
    p50: worst((result) => result.p50),
    p99: worst((result) => result.p99),
  };
}
