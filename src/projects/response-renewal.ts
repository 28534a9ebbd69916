import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { Log } from '../logging/log';
import { ProjectsRepository } from './projects.repository';

/** The pause between two runs, in milliseconds. */
const INTERVAL = 5 * 60_000;
/** The pause between two portions, in milliseconds: requests come first. */
const PAUSE = 20;

/**
 * Makes the stored responses anew that do not count: those of an earlier form, those of projects that a release without
 * them has written, and those of projects that held a value of a metadata which was replaced. Until then each read makes
 * them.
 */
@Injectable()
export class ResponseRenewal implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stopped = new AbortController();

  constructor(
    private readonly projects: ProjectsRepository,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    void this.runForEver();
  }

  onModuleDestroy(): void {
    this.stopped.abort();
  }

  /** Goes through all companies once. */
  async renew(): Promise<void> {
    let companyId = await this.projects.companyWithStaleResponses(0);
    while (companyId !== undefined && !this.stopped.signal.aborted) {
      if (!(await this.projects.renewResponses(companyId)))
        companyId = await this.projects.companyWithStaleResponses(companyId);
      await delay(PAUSE, undefined, { ref: false });
    }
  }

  private async runForEver(): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      await this.renew().catch((error: unknown) => {
        if (!signal.aborted) this.log.warn(`stored responses could not be renewed: ${String(error)}`);
      });
      await delay(INTERVAL, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
