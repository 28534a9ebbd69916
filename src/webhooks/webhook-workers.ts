import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { WebhookDeliverer } from './webhook-deliverer';
import { WebhookLogCleaner } from './webhook-log.cleaner';
import { WEBHOOK_OPTIONS, type WebhookOptions } from './webhook-options';

/** Runs what happens without requests, as long as the service runs and has a key. */
@Injectable()
export class WebhookWorkers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    @Inject(WEBHOOK_OPTIONS) private readonly options: WebhookOptions,
    private readonly deliverer: WebhookDeliverer,
    private readonly cleaner: WebhookLogCleaner,
  ) {}

  onApplicationBootstrap(): void {
    const { webhookKey, deliversWebhooks = true } = this.options;
    if (webhookKey === undefined || !deliversWebhooks) return;
    void this.deliverer.run();
    void this.cleaner.run();
  }

  /** The database is still there. */
  async beforeApplicationShutdown(): Promise<void> {
    this.cleaner.stop();
    await this.deliverer.stop();
  }
}
