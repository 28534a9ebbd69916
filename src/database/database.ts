import { Injectable } from '@nestjs/common';
import { type Pool, type PoolClient, type QueryResultRow } from 'pg';
import { DataSource } from 'typeorm';
import { isIntegrityViolation } from './database-errors';
import { type Statement } from './statement';

/** Runs statements: each in a transaction of its own, or all of them in the one that they were handed out for. */
export class Queries {
  constructor(private readonly connection: () => Pick<Pool | PoolClient, 'query'>) {}

  async query<Row extends QueryResultRow, Parameters extends string>(
    { name, text, parameters }: Statement<Parameters>,
    values: Readonly<Record<Parameters, unknown>>,
  ): Promise<Row[]> {
    const query = { name, text, values: parameters.map((key) => values[key]) };
    const { rows } = await this.connection().query<Row>(query);
    return rows;
  }

  /** For a text that depends on the request, so that preparing it would not pay. */
  async queryText<Row extends QueryResultRow>(text: string, values: readonly unknown[]): Promise<Row[]> {
    const { rows } = await this.connection().query<Row>(text, [...values]);
    return rows;
  }
}

/**
 * The connection pool of the data source. TypeORM's own query runner can't name a statement, so PostgreSQL would parse
 * and plan it anew for every request.
 */
@Injectable()
export class Database extends Queries {
  constructor(private readonly dataSource: DataSource) {
    super(() => this.pool);
  }

  private get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }

  /**
   * Runs checks and the write that they allow, once more if somebody else was faster in between: if the write broke a
   * key because of what the checks could not see yet, they see it now, and say what it is.
   */
  async checked<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (isIntegrityViolation(error)) return work();
      throw error;
    }
  }

  /** All that `work` does happens, or, when it throws, nothing. Statements inside go through what it is given. */
  async transaction<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(new Queries(() => client));
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((rollbackError: unknown) => {
        // Nobody must get this connection again: who knows what is open on it.
        broken = rollbackError as Error;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }
}
