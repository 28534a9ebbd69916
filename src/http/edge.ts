import { type NextFunction, type Request, type Response } from 'express';
import { ExpectationFailedError, InvalidDataError } from './api-error';
import { isHost } from './host';
import { readTarget } from './request-target';

/** How long the rest of a body may take to come after its request was responded to, in milliseconds. */
const REST_TIMEOUT = 20_000;

/** Does the client wait for "100 Continue" before it sends the body? HTTP/1.0 knows no such thing. */
export function awaitsContinue({ httpVersion, headers }: Request): boolean {
  return httpVersion === '1.1' && headers.expect?.toLowerCase() === '100-continue';
}

/** Refuses what HTTP itself does not allow, and spells the URL of everything else in one way, before a route is chosen. */
export function acceptRequest(request: Request, response: Response, next: NextFunction): void {
  const { headers, httpVersion } = request;
  // Node keeps the first of several, and a proxy in front may have judged by another.
  if (count(request.rawHeaders, 'host') > 1) {
    throw invalidHost('must not be there twice');
  }
  // An empty one is right by RFC 9112: it says that the URL of the request names no host.
  if (headers.host && !isHost(headers.host)) {
    throw invalidHost('must be a name or an address, with a port or without one: example.com:3000');
  }
  if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined) {
    response.once('finish', () => {
      if (!request.complete) endRest(request);
    });
  }
  if (httpVersion === '1.1') {
    if (headers.host === undefined) throw invalidHost('is required in HTTP/1.1');
    if (headers.expect !== undefined && !awaitsContinue(request)) throw new ExpectationFailedError();
  }
  const { url, host } = readTarget(request.url);
  request.url = request.originalUrl = url;
  // RFC 9112, section 3.2.2: the host of the request line counts.
  if (host !== undefined) headers.host = host;
  next();
}

const invalidHost = (message: string): InvalidDataError => new InvalidDataError([{ field: 'Host', message }]);

/** How often a header was sent. Node lists names and values in turn. */
function count(rawHeaders: readonly string[], name: string): number {
  let found = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const given = rawHeaders[index]!;
    if (given.length === name.length && given.toLowerCase() === name) found++;
  }
  return found;
}

/** A client that has its response may send the rest of its body, but not for ever. */
function endRest(request: Request): void {
  const timer = setTimeout(() => {
    request.destroy();
  }, REST_TIMEOUT);
  // The request gets no event when its connection ends meanwhile.
  timer.unref();
  request.once('end', () => {
    clearTimeout(timer);
  });
}
