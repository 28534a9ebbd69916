import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { type CheckedClock } from './clock-guard';
import { CHECKED_CLOCK, Database, IS_DISTRIBUTED, IS_PREPARING, REPLICA_URL } from './database';
import { dataSourceOptions } from './data-source-options';

export interface DatabaseOptions {
  readonly databaseUrl: string;
  readonly databasePoolSize: number;
  /** False behind a pooler that does not keep prepared statements. */
  readonly databasePrepare?: boolean;
  /** The tables are distributed over the nodes of Citus. */
  readonly databaseDistributed?: boolean;
  /** Of a standby that may answer reads. */
  readonly databaseReplicaUrl?: string | undefined;
  /** What the start has found out. */
  readonly checkedClock?: CheckedClock | undefined;
  /** False for an application that will never serve, as when its API is only described. */
  readonly connect?: boolean;
}

@Global()
@Module({})
export class DatabaseModule {
  static for({
    databaseUrl,
    databasePoolSize,
    databasePrepare = true,
    databaseDistributed = false,
    databaseReplicaUrl,
    checkedClock,
    connect = true,
  }: DatabaseOptions): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOptions(databaseUrl, { poolSize: databasePoolSize }),
          // A database that is away is for the caller of the start to decide about, not for silent attempts.
          retryAttempts: 0,
          manualInitialization: !connect,
        }),
      ],
      providers: [
        Database,
        { provide: IS_PREPARING, useValue: databasePrepare },
        { provide: IS_DISTRIBUTED, useValue: databaseDistributed },
        { provide: REPLICA_URL, useValue: databaseReplicaUrl },
        { provide: CHECKED_CLOCK, useValue: checkedClock },
      ],
      exports: [Database],
    };
  }
}
