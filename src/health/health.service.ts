import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Database } from '../database/database';
import { migrationNames } from '../database/migrate';
import { statement } from '../database/statement';
import { KNOWS_PROTOCOL } from '../database/write-protocol';
import { ServiceUnavailableError } from '../http/api-error';

/** The table belongs to no company. */
const COMPARE_SCHEMA = statement<'names'>(
  'compare-schema',
  `select exists (select from unnest(:names::text[]) as name where name not in (select name from migrations)) as is_behind,
          not ${KNOWS_PROTOCOL} as is_ahead`,
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
    const { is_behind: isBehind, is_ahead: isAhead } = await this.compareSchema();
    if (isBehind) throw new ServiceUnavailableError('Migrations of the database have not run yet.');
    if (isAhead)
      throw new ServiceUnavailableError(
        'A later version of the service writes the database: this one has to be stopped.',
      );
  }

  /** Not by TypeORM, which keeps a connection of the pool for ever if a statement of it fails. */
  private async compareSchema(): Promise<SchemaRow> {
    const names = migrationNames(this.dataSource);
    try {
      return (await this.database.query<SchemaRow & object, 'names'>(COMPARE_SCHEMA, { names }))[0]!;
    } catch (error) {
      if ((error as { code?: string }).code !== UNDEFINED_TABLE) throw error;
      return { is_behind: true, is_ahead: false };
    }
  }
}

interface SchemaRow {
  readonly is_behind: boolean;
  readonly is_ahead: boolean;
}
