import { type Server, STATUS_CODES } from 'node:http';
import { type Socket } from 'node:net';
import { type ApiError, HeadersTooLargeError, InvalidDataError, RequestTimeoutError } from './api-error';

/** Slow clients must not hold connections, in milliseconds. */
const HEADERS_TIMEOUT = 15_000;

/** Answers what node refuses before a request exists, in the shape of every other error. */
export function answerClientErrors(server: Server): void {
  // A file may take as long as it is large. Who reads a body watches the time: see json-body.ts and streamed-body.ts.
  server.requestTimeout = 0;
  server.headersTimeout = HEADERS_TIMEOUT;
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const answer = toApiError(error);
    const body = JSON.stringify(answer.body());
    socket.end(
      `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}\r\n` +
        'Connection: close\r\nContent-Type: application/json; charset=utf-8\r\n' +
        `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  });
}

function toApiError({ code }: NodeJS.ErrnoException): ApiError {
  if (code === 'HPE_HEADER_OVERFLOW') return new HeadersTooLargeError();
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new RequestTimeoutError();
  return new InvalidDataError([{ field: 'request', message: 'is not valid HTTP' }]);
}
