import { Injectable } from '@nestjs/common';
import { BackgroundJob } from '../database/background-job';
import { Log } from '../logging/log';
import { IdempotencyRepository } from './idempotency.repository';

/** Deletes the expired keys of all companies, whether they send requests or not. */
@Injectable()
export class IdempotencyCleaner extends BackgroundJob {
  constructor(
    private readonly repository: IdempotencyRepository,
    log: Log,
  ) {
    super(log, 'expired idempotency keys could not be deleted');
  }

  protected override async run(): Promise<void> {
    let after: number | null = 0;
    while (after !== null && !this.isStopped) {
      const { companies, last } = await this.repository.findCompaniesWithExpired(after);
      for (const company of companies)
        await this.untilNoneIsLeft(() => this.repository.deleteExpired(company));
      after = last;
    }
  }
}
