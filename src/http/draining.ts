import { type RequestListener, type Server, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';

/** Requests that are still running this long after the server stopped listening are cut, in milliseconds. */
const DEADLINE = 10_000;

export interface Draining {
  /** The responses that are not sent yet, as they are at any time. */
  readonly inFlight: ReadonlySet<ServerResponse>;
  /** The listener, which requests come to by this from now on. */
  through(handle: RequestListener): RequestListener;
}

/**
 * Lets a server that has stopped listening come to its end: requests in flight are answered, and with their responses
 * the connections close that clients would otherwise keep open for a next request.
 */
export function drainOnClose(server: Server): Draining {
  const inFlight = new Set<ServerResponse>();
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const close = server.close.bind(server);
  server.close = (callback) => {
    const deadline = setTimeout(() => {
      server.closeAllConnections();
    }, DEADLINE);
    close((error) => {
      clearTimeout(deadline);
      callback?.(error);
    });
    for (const response of inFlight) sayGoodbye(response);
    // Node closes connections between two requests, and not those that had none yet.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    return server;
  };
  return {
    inFlight,
    through: (handle) => (request, response) => {
      const { socket } = request;
      if (!server.listening) sayGoodbye(response);
      inFlight.add(response);
      response.once('close', () => {
        inFlight.delete(response);
        if (!server.listening) socket.destroySoon();
      });
      handle(request, response);
    },
  };
}

function sayGoodbye(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}
