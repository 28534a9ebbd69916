import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { IdempotencyInterceptor } from './idempotency.interceptor';
import { CREATES_AT, ROWS } from './write-metadata';

export const IDEMPOTENT = 'idempotency:idempotent';

export interface IdempotentOptions {
  /**
   * What stores the key. An interceptor puts the handler into a transaction, unless the handler calls the
   * IdempotencyService itself: for writes that come often an interceptor costs too much.
   */
  readonly storedBy?: 'interceptor' | 'handler';
  /** The table whose row the path names: writes of one row wait for each other, with a key and without, before they have a connection. */
  readonly rowsOf?: string;
  /** The path of the list that has what the write creates: its place there is the Location of the response, and of each replay. */
  readonly createsAt?: string;
}

/** A write that happens once, however often it is sent with one `Idempotency-Key`. Every write is one. */
export function Idempotent(options: IdempotentOptions = {}): MethodDecorator {
  const { storedBy = 'interceptor', rowsOf, createsAt } = options;
  const mark = applyDecorators(
    SetMetadata(IDEMPOTENT, storedBy),
    SetMetadata(ROWS, rowsOf),
    SetMetadata(CREATES_AT, createsAt),
  );
  return storedBy === 'handler' ? mark : applyDecorators(mark, UseInterceptors(IdempotencyInterceptor));
}
