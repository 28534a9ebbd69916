import { Injectable } from '@nestjs/common';
import { BackgroundJob } from '../database/background-job';
import { Log } from '../logging/log';
import { StoredResponsesRepository } from './stored-responses.repository';

/**
 * Makes the stored responses anew that do not count: those of an earlier form, those of projects that a release without
 * them has written, and those of projects that held a value of a metadata which was replaced. Until then each read makes
 * them.
 */
@Injectable()
export class ResponseRenewal extends BackgroundJob {
  constructor(
    private readonly responses: StoredResponsesRepository,
    log: Log,
  ) {
    super(log, 'stored responses could not be renewed');
  }

  override async run(): Promise<void> {
    let companyId = await this.responses.findCompanyWithStale(0);
    while (companyId !== undefined && !this.isStopped) {
      const renewed = companyId;
      await this.untilNoneIsLeft(() => this.responses.renew(renewed));
      companyId = await this.responses.findCompanyWithStale(renewed);
    }
  }
}
