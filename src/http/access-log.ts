import { type NextFunction, type Request, type Response } from 'express';
import { type Log } from '../logging/log';
import { type IdentifiedRequest } from './request-id';

/** One log line for each answer. The path without the query: filters may hold personal data. */
export function accessLog(log: Log) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (!log.tellsRequests) {
      next();
      return;
    }
    const start = performance.now();
    response.once('close', () => {
      log.requestDone({
        id: (request as IdentifiedRequest).id,
        method: request.method,
        path: request.path,
        status: response.statusCode,
        milliseconds: Math.round(performance.now() - start),
      });
    });
    next();
  };
}
