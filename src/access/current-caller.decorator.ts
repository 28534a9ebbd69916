import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type BodyRequest } from '../http/json-body';
import { assertNoQuery } from '../http/no-query';
import { type Caller } from './caller';

/** A request that AuthenticationGuard let pass. */
export interface CallerRequest {
  caller: Caller;
}

/**
 * The caller, once all guards have let the request pass. A body that could not be read, and a query where there is none,
 * are refused only here, because who may not call at all is told that first.
 */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller, bodyError } = context.switchToHttp().getRequest<CallerRequest & BodyRequest>();
  if (bodyError !== undefined) throw bodyError;
  assertNoQuery(context);
  return caller;
});
