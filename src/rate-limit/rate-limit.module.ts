import { type DynamicModule, Module } from '@nestjs/common';
import { Log } from '../logging/log';
import { RateLimitRepository } from './rate-limit.repository';
import { RateLimitService } from './rate-limit.service';

export interface RateLimitOptions {
  /** Requests of one person in one company; 0 is no limit. */
  readonly rateLimitPerHour: number;
}

@Module({})
export class RateLimitModule {
  static for({ rateLimitPerHour }: RateLimitOptions): DynamicModule {
    return {
      module: RateLimitModule,
      providers: [
        RateLimitRepository,
        {
          provide: RateLimitService,
          useFactory: (repository: RateLimitRepository, log: Log) =>
            new RateLimitService(rateLimitPerHour, repository, log),
          inject: [RateLimitRepository, Log],
        },
      ],
      exports: [RateLimitService],
    };
  }
}
