import { type DynamicModule, Module } from '@nestjs/common';
import { DeliveryOutcomesRepository } from './delivery-outcomes.repository';
import { EndpointLeasesRepository } from './endpoint-leases.repository';
import { EventsModule } from '../events/events.module';
import { TurnServices } from './turn';
import { WebhookDeliverer } from './webhook-deliverer';
import { WebhookDeliveriesController } from './webhook-deliveries.controller';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository';
import { WebhookEndpointsController } from './webhook-endpoints.controller';
import { WebhookEndpointsRepository } from './webhook-endpoints.repository';
import { WebhookEndpointsService } from './webhook-endpoints.service';
import { WebhookLogCleaner } from './webhook-log.cleaner';
import { WEBHOOK_OPTIONS, type WebhookOptions } from './webhook-options';
import { WebhookQueries } from './webhook-queries';
import { WebhookSecrets } from './webhook-secrets';
import { WebhookSender } from './webhook-sender';
import { WebhookWorkers } from './webhook-workers';

@Module({})
export class WebhooksModule {
  static for(options: WebhookOptions): DynamicModule {
    return {
      module: WebhooksModule,
      imports: [EventsModule],
      controllers: [WebhookEndpointsController, WebhookDeliveriesController],
      providers: [
        { provide: WEBHOOK_OPTIONS, useValue: options },
        { provide: WebhookSender, useFactory: () => new WebhookSender(options) },
        WebhookSecrets,
        WebhookQueries,
        WebhookEndpointsRepository,
        WebhookDeliveriesRepository,
        WebhookEndpointsService,
        EndpointLeasesRepository,
        DeliveryOutcomesRepository,
        TurnServices,
        WebhookDeliverer,
        WebhookLogCleaner,
        WebhookWorkers,
      ],
    };
  }
}
