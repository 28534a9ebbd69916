import { Injectable } from '@nestjs/common';
import { type Pool, type PoolClient, type QueryResultRow } from 'pg';
import { DataSource } from 'typeorm';
import { isIntegrityViolation, isKeyViolation } from './database-errors';
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

/** The part of a caller that says where statements belong. */
interface Scope {
  readonly transaction?: Queries;
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

  /** Where the statements of a request belong: into its transaction, if it has one. */
  for({ transaction }: Scope): Queries {
    return transaction ?? this;
  }

  /**
   * Runs checks and the write that they allow, again if somebody else was faster in between: if the write broke a key
   * because of what the checks could not see yet, they see it now, and say what it is.
   */
  async checked<Result>(scope: Scope, work: () => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.part(scope, work);
      } catch (error) {
        if (!isIntegrityViolation(error) || isKeyViolation(error) || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  /** Runs a part of a request whose failure the rest survives. */
  async part<Result>({ transaction }: Scope, work: () => Promise<Result>): Promise<Result> {
    return transaction === undefined ? work() : savepoint(transaction, work);
  }

  /**
   * All that `work` does happens, or, when it throws, nothing. Statements inside go through what it is given. Inside the
   * transaction of a request it is a part of that. `dryRun` undoes it in any case.
   */
  async transaction<Result>(
    { transaction }: Scope,
    work: (queries: Queries) => Promise<Result>,
    { dryRun = false } = {},
  ): Promise<Result> {
    if (transaction !== undefined) return work(transaction);
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(new Queries(() => client));
      await client.query(dryRun ? 'rollback' : 'commit');
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

/** Losing a race this often in a row is no race. */
const MAX_ATTEMPTS = 5;

/** What failed in a transaction would otherwise take all of it along. */
async function savepoint<Result>(queries: Queries, work: () => Promise<Result>): Promise<Result> {
  await queries.queryText('savepoint checked', []);
  try {
    const result = await work();
    await queries.queryText('release savepoint checked', []);
    return result;
  } catch (error) {
    await queries.queryText('rollback to savepoint checked', []);
    throw error;
  }
}
