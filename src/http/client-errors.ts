import { randomUUID } from 'node:crypto';
import {
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import { type Socket } from 'node:net';
import { type Log } from '../logging/log';
import {
  type ApiError,
  HeadersTooLargeError,
  InvalidDataError,
  MethodNotAllowedError,
  RequestTimeoutError,
} from './api-error';
import { METHODS, rawCorsHeaders } from './cors';
import { DATA_HEADERS } from './security-headers';

/** How long a client that was refused has to read the response before its connection ends, in milliseconds. */
const LINGER = 1_000;

/** What node would do or refuse by itself, left to the service as far as a request exists: see edge.ts. */
export const SERVER_OPTIONS = {
  /** Slow clients must not hold connections, in milliseconds. Node looks at all of them this often. */
  headersTimeout: 15_000,
  connectionsCheckingInterval: 1_000,
  // A file may take as long as it is large. Who reads a body watches the time: see json-body.ts and streamed-body.ts.
  requestTimeout: 0,
  requireHostHeader: false,
} satisfies ServerOptions;

/**
 * Responds to what node refuses before a request exists, in the shape of every other error, and ends the connection.
 * A page of an origin in `corsOrigins` can read that as far as the piece that node refused names the origin. What was
 * read before it is not known any more, and of a request that was too slow nothing is.
 */
export function respondToClientErrors(server: Server, log: Log, corsOrigins: readonly string[] = []): void {
  // Node leaves headers over this number out without a word. Their size has a limit of its own.
  server.maxHeadersCount = 0;
  const current = new WeakMap<Socket, ServerResponse>();
  const refused = new WeakSet<Socket>();
  const refuse = (socket: Socket, error: ApiError, reason: string, head?: string): void => {
    const id = randomUUID();
    log.requestRefused({ id, status: error.status, reason });
    socket.end(responseText(error, { ...rawCorsHeaders(corsOrigins, head), 'X-Request-Id': id }));
    // A client that keeps its side open would keep the connection.
    const timer = setTimeout(() => socket.destroy(), LINGER);
    socket.once('close', () => {
      clearTimeout(timer);
    });
  };

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    current.set(request.socket, response);
  });
  const pass = (request: IncomingMessage, response: ServerResponse): void => {
    server.emit('request', request, response);
  };
  server.on('checkContinue', pass);
  server.on('checkExpectation', pass);
  server.on('connect', (_: IncomingMessage, socket: Socket) => {
    refuse(socket, new MethodNotAllowedError('CONNECT', METHODS), 'CONNECT');
  });
  server.on('clientError', (error: ClientError, socket: Socket) => {
    // What still comes from a client that was refused is no news.
    if (refused.has(socket)) return;
    refused.add(socket);
    const response = current.get(socket);
    if (error.code === 'ECONNRESET' || !socket.writable || isHalfSent(response)) {
      socket.destroy();
      return;
    }
    const apiError = toApiError(error);
    const code = error.code ?? error.message;
    const head = error.rawPacket?.toString('latin1');
    // A whole request before it has its response first: this one would be taken for it.
    if (response?.req.complete && !response.writableFinished) {
      response.once('close', () => {
        refuse(socket, apiError, code, head);
      });
    } else refuse(socket, apiError, code, head);
  });
}

interface ClientError extends NodeJS.ErrnoException {
  /** The piece that was refused, if it was one. */
  readonly rawPacket?: Buffer;
}

/** Nothing can be said any more in the middle of another response. */
function isHalfSent(response: ServerResponse | undefined): boolean {
  return (
    response !== undefined && response.headersSent && !response.writableFinished && !response.req.complete
  );
}

function responseText(error: ApiError, more: Readonly<Record<string, string>>): string {
  const body = JSON.stringify(error.body());
  const headers = {
    ...DATA_HEADERS,
    ...error.headers,
    ...more,
    Connection: 'close',
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}\r\n${lines.join('')}\r\n${body}`;
}

function toApiError({ code }: NodeJS.ErrnoException): ApiError {
  if (code === 'HPE_HEADER_OVERFLOW') return new HeadersTooLargeError();
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new RequestTimeoutError();
  return new InvalidDataError([{ field: 'request', message: 'is not valid HTTP' }]);
}
