import { type Context, context } from '@opentelemetry/api';
import { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';

/** So many requests of a connection may wait for the one before them. Clients that do so send about ten. */
export const MAX_WAITING = 16;

interface Waiting {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Or it would belong to the trace of the request before it. */
  readonly trace: Context;
}

/**
 * Handles the requests of a connection one after the other, also if a client sends them without waiting for responses
 * (RFC 9112, section 9.3.2). Node would hand over all of them at once: a client that reads nothing could fill the memory
 * with responses. A connection on which too many requests wait is closed: they take memory, too. One that waits costs
 * nothing but its place in the queue: hundreds of connections can bring thousands in one turn of the event loop.
 */
export function oneAtATime(handle: RequestListener): RequestListener {
  /** What waits on each connection with a request that is handled. */
  const connections = new WeakMap<Socket, Waiting[]>();

  function begin(request: IncomingMessage, response: ServerResponse, waiting: Waiting[]): void {
    const { socket } = request;
    handle(request, response);
    // Behind the listeners of that: a server that drains ends the connection first.
    response.once('close', () => {
      const next = waiting.shift();
      if (next === undefined) connections.delete(socket);
      else if (!socket.destroyed)
        context.with(next.trace, () => {
          begin(next.request, next.response, waiting);
        });
    });
  }

  return (request, response) => {
    const { socket } = request;
    const waiting = connections.get(socket);
    if (waiting === undefined) {
      const none: Waiting[] = [];
      connections.set(socket, none);
      begin(request, response, none);
    } else if (waiting.length === MAX_WAITING) socket.destroy();
    else waiting.push({ request, response, trace: context.active() });
  };
}
