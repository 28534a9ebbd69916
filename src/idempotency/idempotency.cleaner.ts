import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { Log } from '../logging/log';
import { IdempotencyRepository } from './idempotency.repository';

/** The pause between two runs, in milliseconds. */
const INTERVAL = 5 * 60_000;
/** The pause between two portions, in milliseconds: requests come first. */
const PAUSE = 20;

/** Deletes the expired keys of all companies, whether they send requests or not, until none is left. */
@Injectable()
export class IdempotencyCleaner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stopped = new AbortController();

  constructor(
    private readonly repository: IdempotencyRepository,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    void this.runForEver();
  }

  onModuleDestroy(): void {
    this.stopped.abort();
  }

  private async runForEver(): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      await this.clean().catch((error: unknown) => {
        if (!signal.aborted) this.log.warn(`expired idempotency keys could not be deleted: ${String(error)}`);
      });
      await delay(INTERVAL, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  private async clean(): Promise<void> {
    let after: number | null = 0;
    while (after !== null) {
      const { companies, last } = await this.repository.findCompaniesWithExpired(after);
      for (const company of companies) await this.cleanCompany(company);
      after = last;
    }
  }

  private async cleanCompany(companyId: number): Promise<void> {
    while (!this.stopped.signal.aborted && (await this.repository.deleteExpired(companyId))) {
      await delay(PAUSE, undefined, { ref: false });
    }
  }
}
