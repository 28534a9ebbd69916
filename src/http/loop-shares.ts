import { context } from '@opentelemetry/api';
import { type IncomingMessage, type ServerResponse } from 'node:http';

/** How long requests may be begun in one turn of the event loop, in milliseconds. */
const SHARE = 10;

const waiting: { readonly request: IncomingMessage; readonly begin: () => void }[] = [];
/** When the first request of this turn was begun. */
let beganAt: number | undefined;

/**
 * Hundreds of requests can come in one turn of the event loop. What is not begun within a share of it waits for the next ones,
 * one a turn, in the order of arrival: meanwhile responses are sent, timers fire, and whether the service is healthy is
 * answered at once.
 */
export function shareLoop(request: IncomingMessage, _response: ServerResponse, next: () => void): void {
  if (request.url!.startsWith('/health')) {
    next();
    return;
  }
  if (beganAt === undefined) {
    beganAt = performance.now();
    setImmediate(endTurn);
  }
  if (waiting.length === 0 && performance.now() - beganAt < SHARE) next();
  // Or it would belong to the trace of the request before it.
  else waiting.push({ request, begin: context.bind(context.active(), next) });
}

function endTurn(): void {
  beganAt = undefined;
  const next = waiting.shift();
  if (next === undefined) return;
  beganAt = performance.now();
  setImmediate(endTurn);
  if (!next.request.socket.destroyed) next.begin();
}
