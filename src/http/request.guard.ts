import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { unknownParameterMessage } from '../fields/schema.decorator';
import { InvalidDataError } from './api-error';
import { type BodyRequest } from './json-body';
import { readBody } from './read-body';
import { operationOf } from './request-record';

/**
 * The last guard: refuses a body that can't be read, and a query where the operation has none. It comes last because a
 * caller who may not call the operation learns only that. What is no operation of the API, as the health of the service,
 * ignores both.
 */
@Injectable()
export class RequestGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const reading = readBody(context);
    return reading === undefined ? accept(context) : reading.then(() => accept(context));
  }
}

function accept(context: ExecutionContext): true {
  const operation = operationOf(context.getHandler());
  if (operation === undefined) return true;
  const request = context.switchToHttp().getRequest<BodyRequest>();
  if (request.bodyError !== undefined) throw request.bodyError;
  if (!operation.hasQuery && request.originalUrl.includes('?')) refuseQuery(request);
  return true;
}

/** Ignoring a query would be worse: a DELETE with `dry_run=true` would delete. */
function refuseQuery({ query }: BodyRequest): void {
  const failures = Object.keys(query).map((field) => ({
    field,
    message: unknownParameterMessage(field, 'this request'),
  }));
  if (failures.length > 0) throw new InvalidDataError(failures);
}
