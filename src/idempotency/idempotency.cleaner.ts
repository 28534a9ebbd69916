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
    let companies = await this.repository.findCompaniesWithExpired(0);
    while (companies.length > 0 && !this.isStopped) {
      for (const company of companies)
        await this.untilNoneIsLeft(() => this.repository.deleteExpired(company));
      companies = await this.repository.findCompaniesWithExpired(companies.at(-1)!);
    }
  }
}
