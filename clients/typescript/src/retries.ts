import { isTemporary, retryDelay, type RetryOptions, toldDelay } from './backoff';
import { sleep } from './sleep';

/** What sends a request: the platform's fetch, or one with a proxy or certificates of its own. */
export type Fetch = (request: Request) => Promise<Response>;

export const IDEMPOTENCY_KEY = 'Idempotency-Key';
const WRITES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * A fetch that tries again when that can help: the connection fails, or the response is a temporary one. All attempts of
 * a write have the same key, by which the service knows them for one call.
 */
export function withRetries(send: Fetch, options: RetryOptions): Fetch {
  return async (request) => {
    if (WRITES.has(request.method) && !request.headers.has(IDEMPOTENCY_KEY)) {
      request.headers.set(IDEMPOTENCY_KEY, crypto.randomUUID());
    }
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await attempted(send, request);
      const toldMs = outcome.response && toldDelay(outcome.response.headers, Date.now());
      if (outcome.response && !isTemporary(outcome.response.status, toldMs)) return outcome.response;
      const delay = retryDelay(attempt, toldMs, options, Math.random());
      if (delay !== undefined && !request.signal.aborted) await sleep(delay, request.signal);
      else if (outcome.response) return outcome.response;
      else throw outcome.error;
    }
  };
}

type Outcome =
  | { readonly response: Response; readonly error?: never }
  | { readonly response?: never; readonly error: unknown };

/** One attempt, its response read to the end: a connection can break in the middle of it, too. */
async function attempted(send: Fetch, request: Request): Promise<Outcome> {
  try {
    const response = await send(request.clone());
    await response.clone().arrayBuffer();
    return { response };
  } catch (error) {
    return { error };
  }
}
