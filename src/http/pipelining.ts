import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';

/** The response to the last request of each connection. */
const last = new WeakMap<Socket, ServerResponse>();

/**
 * Handles the requests of a connection one after the other, also if a client sends them without waiting for responses
 * (RFC 9112, section 9.3.2). Node would hand over all of them at once: a client that reads nothing could fill the memory
 * with responses.
 */
export function oneAtATime(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const { socket } = request;
  const previous = last.get(socket);
  last.set(socket, response);
  if (previous === undefined || previous.writableFinished || previous.closed) next();
  else {
    previous.once('close', () => {
      if (!socket.destroyed) next();
    });
  }
}
