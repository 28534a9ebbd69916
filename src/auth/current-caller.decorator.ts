import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Caller } from './caller';

/** A request that AuthenticationGuard let pass. */
export interface CallerRequest {
  caller: Caller;
}

/** The caller of the request. */
export const CurrentCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext): Caller =>
    context.switchToHttp().getRequest<CallerRequest>().caller,
);
