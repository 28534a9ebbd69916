import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { IdempotencyInterceptor } from './idempotency.interceptor';

export const IDEMPOTENT = 'idempotency:idempotent';

export interface IdempotentOptions {
  /**
   * What stores the key. A transaction around the handler, unless the statement of the effect stores it: the handler then
   * calls `IdempotencyService.storedByWrite`, because an interceptor costs more than all else that such a request does.
   */
  readonly storedBy: 'transaction' | 'statement';
}

/** A write that happens once, however often it is sent with one `Idempotency-Key`. Every write is one. */
export function Idempotent({ storedBy }: IdempotentOptions = { storedBy: 'transaction' }): MethodDecorator {
  const mark = SetMetadata(IDEMPOTENT, storedBy);
  return storedBy === 'statement' ? mark : applyDecorators(mark, UseInterceptors(IdempotencyInterceptor));
}
