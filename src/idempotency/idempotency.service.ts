import { Injectable } from '@nestjs/common';
import { type Response } from 'express';
import { type Caller, type IdempotencyKey } from '../access/caller';
import { Database } from '../database/database';
import { isKeyViolation, isLockTimeout } from '../database/database-errors';
import { InvalidDataError, KeyInFlightError } from '../http/api-error';
import { JsonText } from '../http/json-text';
import { IdempotencyCleaner } from './idempotency.cleaner';
import { KEY_HEADER, keyOf } from './idempotency-key';
import { IdempotencyRepository, type KeptAnswer } from './idempotency.repository';

/** What a write answers, as what the caller turns into on the way to its statements. */
export type Write<Answer> = (caller: Caller) => Promise<Answer>;

/**
 * Makes a write with an Idempotency-Key happen once, however often it is sent. The key and the answer are stored in the
 * transaction of the effect, so that there is never one without the other. Nobody looks whether the key is known before:
 * a write that fails for whatever reason looks then, and the answer of the first time wins over the failure.
 */
@Injectable()
export class IdempotencyService {
  constructor(
    private readonly database: Database,
    private readonly repository: IdempotencyRepository,
    private readonly cleaner: IdempotencyCleaner,
  ) {}

  /** For a write that stores the key of `caller.idempotencyKey` in the statement of its effect. */
  async storedByWrite<Answer>(
    caller: Caller,
    response: Response,
    write: Write<Answer>,
  ): Promise<Answer | JsonText> {
    const key = keyOf(response.req);
    if (key === undefined) return write(caller);
    return this.once(caller, response, key, () => write({ ...caller, idempotencyKey: key }));
  }

  /** For any other write: its statements go into the transaction of `caller.transaction`. */
  async storedAfterWrite(caller: Caller, response: Response, write: Write<unknown>): Promise<unknown> {
    const key = keyOf(response.req);
    if (key === undefined) return write(caller);
    return this.once(caller, response, key, () =>
      this.database.transaction(caller, async (transaction) => {
        const answer = textOf(await write({ ...caller, transaction }));
        await this.repository.store(transaction, caller, key, {
          status: response.statusCode,
          location: response.get('Location') ?? null,
          body: answer.text,
        });
        return answer;
      }),
    );
  }

  private async once<Answer>(
    caller: Caller,
    response: Response,
    key: IdempotencyKey,
    write: () => Promise<Answer>,
  ): Promise<Answer | JsonText> {
    try {
      return await write();
    } catch (error) {
      // The handler may have finished before the rest failed: nothing of what was undone may show in another answer.
      response.removeHeader('Location');
      const kept = await this.repository.find(caller, key.key);
      if (kept !== undefined) return replay(response, kept, key);
      if (isLockTimeout(error)) throw new KeyInFlightError();
      if (!isKeyViolation(error)) throw error;
      // The key is there, but its time is over.
      await this.repository.deleteExpiredOf(caller, [key.key]);
      return await this.once(caller, response, key, write);
    } finally {
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
