import { Injectable } from '@nestjs/common';
import { type Response } from 'express';
import { type Caller, type IdempotencyKey } from '../auth/caller';
import { type Permission } from '../auth/permissions';
import { Database } from '../database/database';
import { type RowName } from '../database/row-turns';
import { heldTable } from '../database/database-errors';
import { retryOnConflict } from '../database/retry-on-conflict';
import { ForbiddenError, InvalidDataError, KeyInFlightError } from '../http/api-error';
import { RawJson } from '../http/raw-json';
import { KEY_HEADER, keyOf } from './idempotency-key';
import { IdempotencyRepository, type KeptRequest } from './idempotency.repository';
import { KeyTakenError } from './key-taken.error';

/** What a write returns, as what the caller turns into on the way to its statements. */
export type Write<Result> = (caller: Caller) => Promise<Result>;

/**
 * Makes a write with an Idempotency-Key happen once, however often it is sent. The key and the response are stored in the
 * transaction of the effect, so that there is never one without the other. The key is not looked up before:
 * a write that fails for whatever reason looks then, and the response of the first time wins over the failure. A replay
 * needs every permission that the first request needed: the guard asks for those of the route and of the body, and those
 * that stored rows asked for are kept with the key.
 */
@Injectable()
export class IdempotencyService {
  constructor(
    private readonly database: Database,
    private readonly repository: IdempotencyRepository,
  ) {}

  /** For a write that stores the key of `caller.idempotencyKey` in the statement of its effect. */
  async storedByWrite<Result>(
    caller: Caller,
    response: Response,
    write: Write<Result>,
  ): Promise<Result | RawJson> {
    const key = keyOf(response.req);
    if (key === undefined) return write(caller);
    return this.once(caller, response, key, () => write({ ...caller, idempotencyKey: key }));
  }

  /** For any other write: its statements go into the transaction of `caller.transaction`. */
  async storedAfterWrite<Result>(
    caller: Caller,
    response: Response,
    write: Write<Result>,
    row?: RowName,
  ): Promise<Result | RawJson> {
    const key = keyOf(response.req);
    if (key === undefined) return write(caller);
    const store = (): Promise<RawJson> =>
      this.database.transaction(caller, async (transaction) => {
        const exercised = new Set<Permission>();
        const result = textOf(await write({ ...caller, transaction, exercised }));
        const isNew = await this.repository.store(transaction, caller, key, {
          status: response.statusCode,
          location: response.get('Location') ?? null,
          body: result.text,
          permissions: [...exercised],
        });
        if (!isNew) throw new KeyTakenError();
        return result;
      });
    return this.once(caller, response, key, () =>
      row === undefined ? store() : this.database.rowTurns.run(caller, row, store),
    );
  }

  private async once<Result>(
    caller: Caller,
    response: Response,
    key: IdempotencyKey,
    write: () => Promise<Result>,
  ): Promise<Result | RawJson> {
    return retryOnConflict(
      async () => {
        try {
          return await write();
        } catch (error) {
          // The handler may have finished before the rest failed: nothing of what was undone may show in another response.
          response.removeHeader('Location');
          const kept = await this.repository.find(caller, key.key);
          if (kept !== undefined) return replay(caller, response, kept, key);
          if (heldTable(error) === 'idempotency_keys') throw new KeyInFlightError();
          if (!(error instanceof KeyTakenError)) throw error;
          await this.repository.deleteExpiredOf(caller, [key.key]);
          throw new ExpiredKeyError();
        }
      },
      (error) => error instanceof ExpiredKeyError,
    );
  }
}

/** The key existed, but its time is over: the write can happen now. */
class ExpiredKeyError extends KeyInFlightError {}

function textOf(result: unknown): RawJson {
  return result instanceof RawJson ? result : new RawJson(JSON.stringify(result));
}

function replay(
  caller: Caller,
  response: Response,
  { status, location, body, request_hash, permissions }: KeptRequest,
  { requestHash }: IdempotencyKey,
): RawJson {
  if (request_hash !== requestHash) {
    const message = 'was used for another request: every request needs a key of its own';
    throw new InvalidDataError([{ field: KEY_HEADER, message }]);
  }
  const missing = permissions.find((permission) => !caller.permissions.has(permission));
  if (missing !== undefined) {
    throw new ForbiddenError(
      `You need the permission ${missing}, as the first request with this Idempotency-Key did. Your role does not have it any more.`,
    );
  }
  response.status(status).setHeader('Idempotency-Replayed', 'true');
  if (location !== null) response.location(location);
  return new RawJson(body);
}
