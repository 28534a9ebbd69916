import { Global, Module } from '@nestjs/common';
import { IdempotencyCleaner } from './idempotency.cleaner';
import { IdempotencyRepository } from './idempotency.repository';

@Global()
@Module({
  providers: [IdempotencyRepository, IdempotencyCleaner],
  exports: [IdempotencyRepository, IdempotencyCleaner],
})
export class IdempotencyModule {}
