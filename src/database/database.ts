import { Injectable } from '@nestjs/common';
import {
  type DatabaseError,
  type Pool,
  type PoolClient,
  type QueryConfig,
  type QueryResult,
  type QueryResultRow,
} from 'pg';
import { DataSource } from 'typeorm';
import { CompanyShares } from './company-shares';
import { POOL_TIMEOUT } from './data-source-options';
import { isDeadlock, isIntegrityViolation } from './database-errors';
import { type Statement } from './statement';

type Run = <Row extends QueryResultRow>(query: QueryConfig) => Promise<QueryResult<Row>>;

/** Runs statements: each in a transaction of its own, or all of them in the one that they were handed out for. */
export class Queries {
  constructor(private readonly run: Run) {}

  async query<Row extends QueryResultRow, Parameters extends string>(
    { name, text, parameters }: Statement<Parameters>,
    values: Readonly<Record<Parameters, unknown>>,
  ): Promise<Row[]> {
    const query = { name, text, values: parameters.map((key) => values[key]) };
    const { rows } = await this.run<Row>(query);
    return rows;
  }

  /** For a text that depends on the request. It is prepared only if it has a name, of which there must not be many. */
  async queryText<Row extends QueryResultRow>(
    text: string,
    values: readonly unknown[],
    name?: string,
  ): Promise<Row[]> {
    const { rows } = await this.run<Row>({ text, values: [...values], ...(name ? { name } : {}) });
    return rows;
  }
}

/** The part of a caller that says where statements belong. */
interface Scope {
  readonly transaction?: Queries;
}

const LONG_READS_OF_A_COMPANY = 2;
const MAX_WAITING_READS = 100;

/**
 * The connection pool of the data source. TypeORM's own query runner can't name a statement, so PostgreSQL would parse
 * and plan it anew for every request.
 */
@Injectable()
export class Database extends Queries {
  /** For reads that take long. Half of the connections never serve them. */
  readonly longReads: CompanyShares;

  constructor(private readonly dataSource: DataSource) {
    super((query) =>
      this.withConnection(async (client, discard) => {
        try {
          return await client.query(query);
        } catch (error) {
          if ((error as Partial<DatabaseError>).severity !== 'ERROR') discard(error as Error);
          throw error;
        }
      }),
    );
    this.longReads = new CompanyShares({
      total: Math.max(1, Math.floor(dataSource.options.poolSize! / 2)),
      perCompany: LONG_READS_OF_A_COMPANY,
      maxWaiting: MAX_WAITING_READS,
      waitMs: POOL_TIMEOUT,
    });
  }

  private get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }

  /** Where the statements of a request belong: into its transaction, if it has one. */
  for({ transaction }: Scope): Queries {
    return transaction ?? this;
  }

  /**
   * Runs checks and the write that they allow, again if another write came in between: if the write broke a key because
   * of what the checks could not see yet, they see it now, and say what it is. The loser of a deadlock runs again, too.
   */
  async checked<Result>(scope: Scope, work: () => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.part(scope, work);
      } catch (error) {
        if (!(isIntegrityViolation(error) || isDeadlock(error)) || attempt === MAX_ATTEMPTS) throw error;
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
    return this.withConnection(async (client, discard) => {
      try {
        await client.query('begin');
        const result = await work(new Queries((query) => client.query(query)));
        await client.query(dryRun ? 'rollback' : 'commit');
        return result;
      } catch (error) {
        // If it fails, nobody must get this connection again: who knows what is open on it.
        await client.query('rollback').catch(discard);
        throw error;
      }
    });
  }

  /**
   * Lends a connection of the pool. That a statement failed, as for a key that is taken, says nothing against it: the
   * pool's own `query` would close it, and the next request would have to connect and to prepare anew.
   */
  private async withConnection<Result>(
    work: (client: PoolClient, discard: (error: Error) => void) => Promise<Result>,
  ): Promise<Result> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    const discard = (error: Error): void => {
      broken = error;
    };
    // Without a listener a connection that breaks while it is lent would end the process.
    client.on('error', discard);
    try {
      return await work(client, discard);
    } finally {
      client.off('error', discard);
      client.release(broken);
    }
  }
}

/** Losing a race this often in a row is no race. */
export const MAX_ATTEMPTS = 5;

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
