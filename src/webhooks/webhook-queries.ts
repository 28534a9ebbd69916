import { Injectable } from '@nestjs/common';
import { CompanyShares } from '../database/company-shares';
import { Database } from '../database/database';
import { UnavailableError } from '../database/database-errors';
import { type Statement } from '../database/statement';

/** Of the connections of a process deliveries take two, and those of one company one: requests come first. */
const LIMITS = { total: 2, perCompany: 1, maxWaiting: Infinity, waitMs: 30_000 };

/** What deliveries read and write in the database. */
@Injectable()
export class WebhookQueries {
  private readonly shares = new CompanyShares(LIMITS);

  constructor(private readonly database: Database) {}

  async query<Row extends object, Parameters extends string>(
    companyId: number,
    statement: Statement<Parameters>,
    values: Readonly<Record<Exclude<Parameters, 'company_id'>, unknown>>,
  ): Promise<Row[]> {
    const all = { ...values, company_id: companyId } as Record<Parameters, unknown>;
    return this.run(companyId, () => this.database.for({ companyId }).query<Row, Parameters>(statement, all));
  }

  async run<Result>(companyId: number, work: () => Promise<Result>): Promise<Result> {
    return this.shares.run(companyId, work, () => new UnavailableError('no turn'));
  }

  /** Of no company. */
  async queryAll<Row extends object>(statement: Statement<never>): Promise<Row[]> {
    return this.database.query<Row, never>(statement, {});
  }
}
