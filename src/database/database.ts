import { Injectable } from '@nestjs/common';
import { type Pool, type QueryResultRow } from 'pg';
import { DataSource } from 'typeorm';
import { type Statement } from './statement';

/**
 * Runs prepared statements on the connection pool of the data source. TypeORM's own query runner can't name a
 * statement, so PostgreSQL would parse and plan it anew for every request.
 */
@Injectable()
export class Database {
  constructor(private readonly dataSource: DataSource) {}

  private get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }

  /** One statement in a transaction of its own: it happens whole or not at all. */
  async query<Row extends QueryResultRow, Parameters extends string>(
    { name, text, parameters }: Statement<Parameters>,
    values: Readonly<Record<Parameters, unknown>>,
  ): Promise<Row[]> {
    const { rows } = await this.pool.query<Row>({ name, text, values: parameters.map((key) => values[key]) });
    return rows;
  }

  /** One statement whose text depends on the request, so that preparing it would not pay. */
  async queryText<Row extends QueryResultRow>(text: string, values: readonly unknown[]): Promise<Row[]> {
    const { rows } = await this.pool.query<Row>(text, [...values]);
    return rows;
  }
}
