import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  NotFoundException,
} from '@nestjs/common';
import { type Response } from 'express';
import { isDataException } from '../database/database-errors';
import { Log } from '../logging/log';
import { ApiError, InternalError, InvalidDataError } from './api-error';
import { type IdentifiedRequest } from './request-id';
import { type RecordedRequest } from './request-record';
import { asUnavailable } from './unavailable';
import { unknownRoute } from './unknown-route';

/** Turns everything that is thrown into a response of the API: { key, message, failures? }, never anything more. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<IdentifiedRequest & RecordedRequest>();
    const response = http.getResponse<Response>();
    // Nest's own NotFoundException comes from its router alone: what features don't find is an ApiError.
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const apiError = error instanceof NotFoundException ? unknownRoute(request) : toApiError(error, isRead);
    request.record.error = apiError;
    if (apiError.status >= 500 || isDataException(error))
      this.log.requestFailed(request.id, apiError.status, error);
    if (response.headersSent) {
      // Half a response is out: cutting the connection is the only way left to say that it is not whole.
      response.destroy();
      return;
    }
    // What was left of a body that was too large or too slow would otherwise be read to its end.
    if (apiError.status === 413 || apiError.status === 408) response.setHeader('Connection', 'close');
    response.status(apiError.status).set(apiError.headers).json(apiError.body());
  }
}

export function toApiError(error: unknown, isRead = false): ApiError {
  if (error instanceof ApiError) return error;
  const unavailable = asUnavailable(error, isRead);
  if (unavailable !== undefined) return unavailable;
  if (isDataException(error)) {
    return new InvalidDataError([
      { field: 'request', message: 'has a value that the database does not take' },
    ]);
  }
  // Of Nest's own errors only a path with a broken percent escape is left.
  if (error instanceof HttpException && error.getStatus() < 500) {
    return new InvalidDataError([{ field: 'path', message: 'is not a valid URL path' }]);
  }
  return new InternalError();
}
