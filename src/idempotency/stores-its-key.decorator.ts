import { SetMetadata } from '@nestjs/common';

export const STORES_ITS_KEY = 'idempotency:stores-its-key';

/** The route stores the key of `caller.idempotencyKey` in the statement of its effect, and needs no transaction. */
export const StoresItsKey = (): MethodDecorator => SetMetadata(STORES_ITS_KEY, true);
