import { Injectable } from '@nestjs/common';
import { type Caller } from '../access/caller';
import { Log } from '../logging/log';
import { IdempotencyRepository } from './idempotency.repository';

/** How often the expired keys of a company are looked for, in milliseconds. */
const INTERVAL = 60_000;

/** Deletes the expired keys of the companies that use keys, beside their requests. */
@Injectable()
export class IdempotencyCleaner {
  private readonly lastRuns = new Map<number, number>();

  constructor(
    private readonly repository: IdempotencyRepository,
    private readonly log: Log,
  ) {}

  /** Nobody waits for this, and no request fails because of it. */
  clean(caller: Caller): void {
    const now = performance.now();
    if (now - (this.lastRuns.get(caller.companyId) ?? -Infinity) < INTERVAL) return;
    this.lastRuns.set(caller.companyId, now);
    this.repository.deleteExpired(caller).catch((error: unknown) => {
      this.log.warn(`expired idempotency keys could not be deleted: ${String(error)}`);
    });
  }
}
