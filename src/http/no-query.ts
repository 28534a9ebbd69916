import { type ExecutionContext, SetMetadata } from '@nestjs/common';
import { type Request } from 'express';
import { unknownParameterMessage } from '../validation/input.decorator';
import { InvalidDataError } from './api-error';

const TAKES_NO_QUERY = 'http:takes-no-query';

/** The route has no query parameters. */
export const TakesNoQuery = (): MethodDecorator => SetMetadata(TAKES_NO_QUERY, true);

/**
 * Refuses query parameters where a route has none. Ignoring them would be worse: a DELETE with `dry_run=true` would
 * delete.
 */
export function assertNoQuery(context: ExecutionContext): void {
  const request = context.switchToHttp().getRequest<Request>();
  if (
    !request.originalUrl.includes('?') ||
    Reflect.getMetadata(TAKES_NO_QUERY, context.getHandler()) !== true
  )
    return;
  const failures = Object.keys(request.query).map((field) => ({
    field,
    message: unknownParameterMessage(field, 'this request'),
  }));
  if (failures.length > 0) throw new InvalidDataError(failures);
}
