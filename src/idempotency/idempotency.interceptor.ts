import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Response } from 'express';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { type IdempotencyKey } from '../access/caller';
import { type CallerRequest } from '../access/current-caller.decorator';
import { isKeyViolation, isLockTimeout } from '../database/database-errors';
import { InvalidDataError, KeyInFlightError } from '../http/api-error';
import { type BodyRequest } from '../http/json-body';
import { JsonText } from '../http/json-text';
import { IdempotencyCleaner } from './idempotency.cleaner';
import { KEY_HEADER, readKey } from './idempotency-key';
import { IdempotencyRepository, type KeptAnswer } from './idempotency.repository';
import { STORES_ITS_KEY } from './stores-its-key.decorator';

type KeyedRequest = BodyRequest & CallerRequest;

/**
 * Makes a write with an Idempotency-Key happen once, however often it is sent. The key and the answer are stored in the
 * transaction of the effect, so that there is never one without the other. Nobody looks whether the key is known before:
 * a write that fails for whatever reason looks then, and the answer of the first time wins over the failure.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly repository: IdempotencyRepository,
    private readonly cleaner: IdempotencyCleaner,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<KeyedRequest>();
    const header = request.get(KEY_HEADER);
    const isWrite = request.method !== 'GET' && request.method !== 'HEAD' && request.query.dry_run !== 'true';
    if (header === undefined || !isWrite) return next.handle();
    return from(this.once(context, next, request, readKey(request, header)));
  }

  private async once(
    context: ExecutionContext,
    next: CallHandler,
    request: KeyedRequest,
    key: IdempotencyKey,
  ): Promise<unknown> {
    const response = context.switchToHttp().getResponse<Response>();
    const { caller } = request;
    try {
      if (this.reflector.get<boolean>(STORES_ITS_KEY, context.getHandler())) {
        request.caller = { ...caller, idempotencyKey: key };
        return await lastValueFrom<unknown>(next.handle());
      }
      return await this.repository.transaction(caller, async (queries) => {
        request.caller = { ...caller, transaction: queries };
        const answer = textOf(await lastValueFrom<unknown>(next.handle()));
        await this.repository.store(queries, caller, key, {
          status: response.statusCode,
          location: response.get('Location') ?? null,
          body: answer.text,
        });
        return answer;
      });
    } catch (error) {
      // The handler may have finished before the rest failed: nothing of what was undone may show in another answer.
      request.caller = caller;
      response.removeHeader('Location');
      const kept = await this.repository.find(caller, key.key);
      if (kept !== undefined) return replay(response, kept, key);
      if (isLockTimeout(error)) throw new KeyInFlightError();
      if (!isKeyViolation(error)) throw error;
      // The key is there, but its time is over.
      await this.repository.deleteExpiredOf(caller, [key.key]);
      return await this.once(context, next, request, key);
    } finally {
      request.caller = caller;
      this.cleaner.clean(caller);
    }
  }
}

function textOf(answer: unknown): JsonText {
  return answer instanceof JsonText ? answer : new JsonText(JSON.stringify(answer));
}

function replay(
  response: Response,
  { status, location, body, request_hash }: KeptAnswer & { readonly request_hash: string },
  { requestHash }: IdempotencyKey,
): JsonText {
  if (request_hash !== requestHash) {
    const message = 'was used for another request: every request needs a key of its own';
    throw new InvalidDataError([{ field: KEY_HEADER, message }]);
  }
  response.status(status).setHeader('Idempotency-Replayed', 'true');
  if (location !== null) response.location(location);
  return new JsonText(body);
}
