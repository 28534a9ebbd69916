import { randomUUID } from 'node:crypto';
import { type NextFunction, type Request, type Response } from 'express';

export interface IdentifiedRequest extends Request {
  id: string;
}

/** Takes the caller's X-Request-Id if it is harmless in a log line, makes one otherwise, and returns it. */
export function requestId(request: Request, response: Response, next: NextFunction): void {
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
  (request as IdentifiedRequest).id = id;
  response.setHeader('X-Request-Id', id);
  next();
}
