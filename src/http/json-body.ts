import { isUtf8 } from 'node:buffer';
import { type IncomingHttpHeaders } from 'node:http';
import { raw, type Request, type Response } from 'express';
import { type ApiError, InvalidDataError, PayloadTooLargeError, RequestTimeoutError } from './api-error';
import { hasByteOrderMark, isUtf16 } from './byte-order';
import { countMembers, repeatedName, structureOf } from './json-structure';
import { compressed, mediaTypeOf } from './media-type';

const LIMIT = '1 MB';
const MAX_DEPTH = 32;
/** In all objects and lists of a body: more than any right one has. JSON.parse takes a microsecond or more for each. */
const [MAX_MEMBERS, MAX_VALUES] = [2_000, 20_000];

/** A request whose body could not be read carries the reason instead of a body. */
export interface BodyRequest extends Request {
  bodyError?: ApiError | Error;
  isBodyRead?: boolean;
  /** The body as it came. */
  bodyBytes?: Buffer;
}

const readBytes = raw({ limit: LIMIT, inflate: false, type: () => true });

/** Slow clients must not hold connections: the whole body has to arrive within this time, in milliseconds. */
const BODY_TIMEOUT = 25_000;

/**
 * Reads the JSON body. A body that can't be read is not refused here but remembered: RequestGuard refuses it after the
 * guards that may refuse the caller.
 */
export function jsonBody(request: BodyRequest, response: Response, done: () => void): void {
  readBytesInTime(request, response, BODY_TIMEOUT, (error?: unknown) => {
    const bytes: unknown = request.body;
    request.body = undefined;
    try {
      if (error !== undefined) throw readError(error, request.headers);
      if (Buffer.isBuffer(bytes) && bytes.length > 0) {
        request.bodyBytes = bytes;
        mediaTypeOf(request.headers, ['application/json']);
        request.body = parseJsonBytes(bytes);
      }
    } catch (problem) {
      request.bodyError = problem as Error;
    }
    done();
  });
}

/** What comes after the time is up is not listened to. */
export function readBytesInTime(
  request: BodyRequest,
  response: Response,
  milliseconds: number,
  done: (error?: unknown) => void,
): void {
  let isDone = false;
  const once = (error?: unknown): void => {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    done(error);
  };
  const timer = setTimeout(() => {
    once(new RequestTimeoutError());
  }, milliseconds);
  readBytes(request, response, once);
}

/** Throws an InvalidDataError that says why it is not JSON, or not as it may be. */
export function parseJsonBytes(bytes: Buffer): unknown {
  if (hasByteOrderMark(bytes)) throw invalidBody('begins with a byte order mark: send UTF-8 without one');
  if (isUtf16(bytes)) throw invalidBody('is in UTF-16: send it in UTF-8');
  // Decoding would silently replace wrong bytes, and the text stored would not be the text sent.
  if (!isUtf8(bytes)) throw invalidBody('is not valid UTF-8');
  const structure = structureOf(bytes);
  if (structure.depth > MAX_DEPTH) throw invalidBody(`is nested deeper than ${MAX_DEPTH} levels`);
  if (structure.members > MAX_MEMBERS)
    throw invalidBody(`must have at most ${MAX_MEMBERS} keys, it has ${structure.members}`);
  if (structure.values > MAX_VALUES) throw invalidBody(`must have at most ${MAX_VALUES} values`);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw invalidBody(`is not valid JSON: ${(error as Error).message}`);
  }
  // Which of the two values was meant is unknown.
  if (countMembers(value) !== structure.members) {
    throw new InvalidDataError([
      { field: repeatedName(bytes) ?? 'body', message: 'must not be there twice' },
    ]);
  }
  return value;
}

function readError(error: unknown, headers: IncomingHttpHeaders): ApiError | Error {
  const { type } = error as { type?: string };
  if (type === 'entity.too.large') return new PayloadTooLargeError(LIMIT);
  if (type === 'encoding.unsupported') return compressed(headers);
  if (type === 'request.aborted') return new RequestTimeoutError();
  if (type === 'request.size.invalid') return invalidBody('has another length than Content-Length says');
  return error instanceof Error ? error : new Error('the body could not be read');
}

function invalidBody(message: string): InvalidDataError {
  return new InvalidDataError([{ field: 'body', message }]);
}
