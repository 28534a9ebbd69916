import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Database } from '../database/database';
import { statement } from '../database/statement';
import { ServiceUnavailableError } from '../http/api-error';

/** The table belongs to no company. */
const FIND_PENDING = statement<'names'>(
  'find-pending-migrations',
  'select name from unnest(:names::text[]) as name where name not in (select name from migrations)',
);
const UNDEFINED_TABLE = '42P01';

export interface HealthOptions {
  /** Is there no space for the database to write? Absent if its disk is not one of this machine. */
  readonly isDiskFull?: (() => boolean) | undefined;
}

export const HEALTH_OPTIONS = Symbol('options of the health checks');

@Injectable()
export class HealthService {
  private isStopping = false;

  constructor(
    private readonly database: Database,
    private readonly dataSource: DataSource,
    @Inject(HEALTH_OPTIONS) private readonly options: HealthOptions,
  ) {}

  /** Said before the server stops listening, so that a load balancer can learn it while requests are still served. */
  stop(): void {
    this.isStopping = true;
  }

  async assertReady(): Promise<void> {
    if (this.isStopping) throw new ServiceUnavailableError('The service is stopping.');
    if (this.options.isDiskFull?.() === true)
      throw new ServiceUnavailableError('The disk of the database is full.');
    await this.database.assertWritable();
    if (await this.lacksMigrations()) {
      throw new ServiceUnavailableError('Migrations of the database have not run yet.');
    }
  }

  /** Not by TypeORM, which keeps a connection of the pool for ever if a statement of it fails. */
  private async lacksMigrations(): Promise<boolean> {
    const names = this.dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name);
    try {
      return (await this.database.query(FIND_PENDING, { names })).length > 0;
    } catch (error) {
      if ((error as { code?: string }).code !== UNDEFINED_TABLE) throw error;
      return true;
    }
  }
}
