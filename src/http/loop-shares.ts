import { context } from '@opentelemetry/api';
import { type IncomingMessage, type ServerResponse } from 'node:http';

/** How long requests may be begun in one turn of the event loop, in milliseconds. */
const SHARE = 10;

interface Waiting {
  readonly request: IncomingMessage;
  readonly begin: () => void;
}

/** Of each company, in the order of their next turns. Whether a request may name its company is not known yet. */
const waiting = new Map<unknown, Waiting[]>();
/** When the first request of this turn was begun. */
let beganAt: number | undefined;

/**
 * Hundreds of requests can come in one turn of the event loop. What is not begun within a share of it waits for the next ones,
 * one a turn: meanwhile responses are sent, timers fire, and whether the service is healthy is answered at once. Companies
 * take turns, and of each company the first request comes first.
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
  if (waiting.size === 0 && performance.now() - beganAt < SHARE) {
    next();
    return;
  }
  // What is not of the API, as its documents are, belongs to no company.
  const company = request.url!.startsWith('/api/') ? request.headers['wethod-company'] : undefined;
  const requests = waiting.get(company) ?? [];
  waiting.set(company, requests);
  // Or it would belong to the trace of the request before it.
  requests.push({ request, begin: context.bind(context.active(), next) });
}

function endTurn(): void {
  beganAt = undefined;
  const [first] = waiting;
  if (first === undefined) return;
  const [company, requests] = first;
  const { request, begin } = requests.shift()!;
  waiting.delete(company);
  if (requests.length > 0) waiting.set(company, requests);
  beganAt = performance.now();
  setImmediate(endTurn);
  if (!request.socket.destroyed) begin();
}
