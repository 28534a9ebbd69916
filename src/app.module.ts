import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { AccessModule } from './auth/access.module';
import { AuthenticationGuard } from './auth/authentication.guard';
import { PermissionsGuard } from './auth/permissions.guard';
import { DatabaseModule, type DatabaseOptions } from './database/database.module';
import {
  FRONT_PAGE_OPTIONS,
  FrontPageController,
  type FrontPageOptions,
} from './front-page/front-page.controller';
import { HealthController } from './health/health.controller';
import { HEALTH_OPTIONS, type HealthOptions, HealthService } from './health/health.service';
import { ErrorFilter } from './http/error.filter';
import { ValidationPipe } from './http/validation.pipe';
import { RequestGuard } from './http/request.guard';
import { IdempotencyModule } from './idempotency/idempotency.module';
import { Log } from './logging/log';
import { MetricsModule } from './metrics/metrics.module';
import { type MetricsModuleOptions } from './metrics/metrics.options';
import { LoggingModule } from './logging/logging.module';
import { CatalogModule } from './catalog/catalog.module';
import { ClientsModule } from './clients/clients.module';
import { ContactsModule } from './contacts/contacts.module';
import { EventsModule } from './events/events.module';
import { TimesheetWhitelistsModule } from './timesheet-whitelists/timesheet-whitelists.module';
import { PersonsModule } from './persons/persons.module';
import { ProjectMetadataModule } from './project-metadata/project-metadata.module';
import { ProjectsModule } from './projects/projects.module';
import { ProjectsBulkModule } from './projects/bulk/projects-bulk.module';
import { WebhooksModule } from './webhooks/webhooks.module';
import { type WebhookOptions } from './webhooks/webhook-options';
import { RateLimitGuard } from './rate-limit/rate-limit.guard';
import { RateLimitModule, type RateLimitOptions } from './rate-limit/rate-limit.module';

export interface AppOptions
  extends DatabaseOptions, RateLimitOptions, FrontPageOptions, WebhookOptions, HealthOptions {
  readonly log: Log;
  /** Where clients reach the service, if the operator says so. */
  readonly publicUrl?: string | undefined;
  /** Absent: there are no metrics. */
  readonly metrics?: MetricsModuleOptions | undefined;
}

@Module({})
export class AppModule {
  static for(options: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        LoggingModule.for(options.log),
        DatabaseModule.for(options),
        AccessModule,
        IdempotencyModule,
        RateLimitModule.for(options),
        ProjectsModule,
        ProjectsBulkModule,
        EventsModule,
        ProjectMetadataModule,
        PersonsModule,
        ClientsModule,
        ContactsModule,
        CatalogModule,
        TimesheetWhitelistsModule,
        ...(options.metrics === undefined ? [] : [MetricsModule.for(options.metrics)]),
        WebhooksModule.for(options),
      ],
      controllers: [FrontPageController, HealthController],
      providers: [
        HealthService,
        { provide: HEALTH_OPTIONS, useValue: options },
        { provide: FRONT_PAGE_OPTIONS, useValue: options },
        // A request passes them in this order: who calls, for which company, by which contract …
        { provide: APP_GUARD, useClass: AuthenticationGuard },
        // … is it one request too many …
        { provide: APP_GUARD, useClass: RateLimitGuard },
        // … may they call this, with this body …
        { provide: APP_GUARD, useClass: PermissionsGuard },
        // … can the body be read, and does the operation have a query …
        { provide: APP_GUARD, useClass: RequestGuard },
        // … and is it valid.
        { provide: APP_PIPE, useClass: ValidationPipe },
        { provide: APP_FILTER, useClass: ErrorFilter },
      ],
    };
  }
}
