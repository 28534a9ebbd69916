import { type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { type Log } from '../logging/log';

/** The pause between two runs, in milliseconds. */
const INTERVAL = 5 * 60_000;
/** The pause after a portion, in milliseconds: requests come first. */
const PAUSE = 20;

/** Work that no request waits for: it runs at the start and every five minutes, until the process stops. */
export abstract class BackgroundJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stopped = new AbortController();

  /** `failure` is the sentence that is logged when a run fails. */
  protected constructor(
    private readonly log: Log,
    private readonly failure: string,
  ) {}

  onApplicationBootstrap(): void {
    void this.runForEver();
  }

  onModuleDestroy(): void {
    this.stopped.abort();
  }

  /** One run through all companies. */
  protected abstract run(): Promise<void>;

  protected get isStopped(): boolean {
    return this.stopped.signal.aborted;
  }

  /** Does portions until one says that there is no more to do. */
  protected async untilNoneIsLeft(doPortion: () => Promise<boolean>): Promise<void> {
    let isMore = true;
    while (isMore && !this.isStopped) {
      isMore = await doPortion();
      await delay(PAUSE, undefined, { ref: false });
    }
  }

  private async runForEver(): Promise<void> {
    const { signal } = this.stopped;
    while (!this.isStopped) {
      await this.run().catch((error: unknown) => {
        if (!this.isStopped) this.log.warn(`${this.failure}: ${String(error)}`);
      });
      await delay(INTERVAL, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
