import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Observable } from 'rxjs';
import { type BodyRequest } from './json-body';

/** Refuses a body that could not be read, after the guards: the order of checks is the contract's. */
@Injectable()
export class BodyErrorInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { bodyError } = context.switchToHttp().getRequest<BodyRequest>();
    if (bodyError !== undefined) throw bodyError;
    return next.handle();
  }
}
