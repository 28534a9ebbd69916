import { context } from '@opentelemetry/api';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';

/** So many requests of a connection may wait for the one before them. */
export const MAX_WAITING = 100;

interface Connection {
  /** The response to its last request. */
  last: ServerResponse;
  waiting: number;
}

const connections = new WeakMap<Socket, Connection>();

/**
 * Handles the requests of a connection one after the other, also if a client sends them without waiting for responses
 * (RFC 9112, section 9.3.2). Node would hand over all of them at once: a client that reads nothing could fill the memory
 * with responses. A connection on which too many requests wait is closed: they take memory, too.
 */
export function oneAtATime(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const { socket } = request;
  const connection = connections.get(socket);
  if (connection === undefined) {
    connections.set(socket, { last: response, waiting: 0 });
    next();
    return;
  }
  const { last } = connection;
  connection.last = response;
  if (last.writableFinished || last.closed) next();
  else if (connection.waiting === MAX_WAITING) socket.destroy();
  else {
    connection.waiting++;
    // Or it would belong to the trace of the request before it.
    const handle = context.bind(context.active(), next);
    last.once('close', () => {
      connection.waiting--;
      if (!socket.destroyed) handle();
    });
  }
}
