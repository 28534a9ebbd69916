import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { IdempotencyInterceptor } from './idempotency.interceptor';
import { CREATES_AT, ROWS } from './write-metadata';

export const IDEMPOTENT = 'idempotency:idempotent';

export interface IdempotentOptions {
  /**
   * What stores the key. A transaction around the handler, unless the statement of the effect stores it: the handler then
   * calls `IdempotencyService.storedByWrite`, because an interceptor costs more than all else that such a request does.
   */
  readonly storedBy?: 'transaction' | 'statement';
  /** The table whose row the path names: writes of one row wait for each other, with a key and without, before they have a connection. */
  readonly rowsOf?: string;
  /** The path of the list that has what the write creates: its place there is the Location of the response, and of each replay. */
  readonly createsAt?: string;
}

/** A write that happens once, however often it is sent with one `Idempotency-Key`. Every write is one. */
export function Idempotent(options: IdempotentOptions = {}): MethodDecorator {
  const { storedBy = 'transaction', rowsOf, createsAt } = options;
  const mark = applyDecorators(
    SetMetadata(IDEMPOTENT, storedBy),
    SetMetadata(ROWS, rowsOf),
    SetMetadata(CREATES_AT, createsAt),
  );
  return storedBy === 'statement' ? mark : applyDecorators(mark, UseInterceptors(IdempotencyInterceptor));
}
