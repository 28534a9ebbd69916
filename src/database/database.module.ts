import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Database } from './database';
import { dataSourceOptions } from './data-source-options';

@Global()
@Module({})
export class DatabaseModule {
  static forUrl(url: string, poolSize: number): DynamicModule {
    return {
      module: DatabaseModule,
      // A database that is away is for the caller of the start to decide about, not for silent attempts.
      imports: [TypeOrmModule.forRoot({ ...dataSourceOptions(url, { poolSize }), retryAttempts: 0 })],
      providers: [Database],
      exports: [Database],
    };
  }
}
