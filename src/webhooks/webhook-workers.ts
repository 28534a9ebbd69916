import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { WebhookDeliverer } from './webhook-deliverer';
import { isDelivering, WEBHOOK_OPTIONS, type WebhookOptions } from './webhook-options';

/** Runs what happens without requests, as long as the service runs and has a key. */
@Injectable()
export class WebhookWorkers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    @Inject(WEBHOOK_OPTIONS) private readonly options: WebhookOptions,
    private readonly deliverer: WebhookDeliverer,
  ) {}

  onApplicationBootstrap(): void {
    if (isDelivering(this.options)) void this.deliverer.run();
  }

  /** The database is still there. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.deliverer.stop();
  }
}
