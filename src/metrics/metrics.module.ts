import { type DynamicModule, Module } from '@nestjs/common';
import { ProjectsBulkModule } from '../projects/bulk/projects-bulk.module';
import { EMBEDDED_STATE, Metrics, WORKER_METRICS } from './metrics';
import { MetricsController } from './metrics.controller';
import { METRICS_TOKEN, type MetricsModuleOptions } from './metrics.options';
import { MetricsServer } from './metrics.server';

@Module({})
export class MetricsModule {
  static for(options: MetricsModuleOptions): DynamicModule {
    const { port, token, embedded, worker } = options;
    const server = {
      provide: MetricsServer,
      useFactory: (metrics: Metrics) => new MetricsServer(metrics, options),
      inject: [Metrics],
    };
    return {
      module: MetricsModule,
      imports: [ProjectsBulkModule],
      providers: [
        Metrics,
        ...(embedded === undefined ? [] : [{ provide: EMBEDDED_STATE, useValue: embedded }]),
        ...(worker === undefined ? [] : [{ provide: WORKER_METRICS, useValue: worker }]),
        ...(port === undefined
          ? [{ provide: METRICS_TOKEN, useValue: token }]
          : worker === undefined
            ? [server]
            : []),
      ],
      controllers: port === undefined ? [MetricsController] : [],
      exports: [Metrics],
    };
  }
}
