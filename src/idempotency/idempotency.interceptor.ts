import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { type Caller } from '../auth/caller';
import { type CallerRequest } from '../auth/current-caller.decorator';
import { type RowName } from '../database/row-turns';
import { CREATES_AT, ROWS } from './write-metadata';
import { IdempotencyService } from './idempotency.service';

/** Puts a write with an Idempotency-Key into a transaction, in which the key is stored. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly idempotency: IdempotencyService) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<CallerRequest & Request>();
    const response = http.getResponse<Response>();
    const { caller } = request;
    const createsAt = Reflect.getMetadata(CREATES_AT, context.getHandler()) as string | undefined;
    const write = async (scoped: Caller): Promise<unknown> => {
      request.caller = scoped;
      try {
        const result = await lastValueFrom<unknown>(next.handle());
        if (createsAt !== undefined) response.location(`${createsAt}/${(result as { id: number }).id}`);
        return result;
      } finally {
        request.caller = caller;
      }
    };
    const row = rowOf(context, request);
    return from(this.idempotency.storedAfterWrite(caller, response, write, row));
  }
}

/** The row that a request writes; undefined if the request creates it. */
function rowOf(context: ExecutionContext, { params }: Request): RowName | undefined {
  const table = Reflect.getMetadata(ROWS, context.getHandler()) as string | undefined;
  return table === undefined ? undefined : { table, id: Object.values(params).join('/') };
}
