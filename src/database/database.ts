import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  type DatabaseError,
  type Pool,
  type PoolClient,
  type QueryConfig,
  type QueryResult,
  type QueryResultRow,
} from 'pg';
import { DataSource } from 'typeorm';
import { Log } from '../logging/log';
import { MAX_WAITING } from './batcher';
import { cancelStatement } from './cancel-statement';
import { type CheckedClock, ClockGuard } from './clock-guard';
import { CompanyShares } from './company-shares';
import { ConnectionGenerations } from './connection-generations';
import { WAIT_TIMEOUT } from './data-source-options';
import { isServerGone, isUnanswered, unavailabilityOf, UnavailableError } from './database-errors';
import { Deadline } from './deadline';
import { type CompanyScope, Horizon } from './horizon';
import { turnToEnd } from './loop-turns';
import { LowPriority } from './low-priority';
import { Queries, type Scope } from './queries';
import { Replica } from './replica';
import { retryOnConflict } from './retry-on-conflict';
import { RowTurns } from './row-turns';
import { type Run } from './statement';
import { StatementSteps } from './statement-steps';
import { Stopwatch } from './times';
import { type Discard, inTransaction, savepoint } from './transactions';
import { whileLocked } from './while-locked';

const LONG_READS_OF_A_COMPANY = 2;
const MAX_WAITING_READS = 100;
/** What exceeds `work_mem` goes to a temporary file, beside the tables: half a megabyte, and no table grows. */
const WRITE_FILE = "set local work_mem = '64kB'; select count(*) from generate_series(1, 20000)";

const WRITABILITY = `
  select current_setting('transaction_read_only') = 'on' as is_read_only, clock_timestamp() as now`;

/** False: statements are sent without names. */
export const IS_PREPARING = Symbol('are statements prepared');
/** True: the tables are distributed, and a statement that writes several of them is sent in steps. */
export const IS_DISTRIBUTED = Symbol('are tables distributed');
/** Of the start, if it was one. */
export const CHECKED_CLOCK = Symbol('clock that is checked, or undefined');
export const REPLICA_URL = Symbol('URL of a standby, or undefined');

/**
 * The connection pool of the data source. TypeORM's own query runner can't name a statement, so PostgreSQL would parse
 * and plan it anew for every request.
 */
@Injectable()
export class Database extends Queries implements OnApplicationShutdown {
  /** For reads that take long. Half of the connections never serve them. */
  readonly longReads: CompanyShares;
  /** Up to which stamp a company's rows are complete. */
  readonly horizon: Horizon;
  /** For writes of one row. */
  readonly rowTurns = new RowTurns();
  /** For what takes long, and for what takes many statements. */
  readonly lowPriority = new LowPriority();
  private readonly connections: CompanyShares;
  private readonly clock: ClockGuard;
  private readonly replica: Replica | undefined;
  private readonly generations = new ConnectionGenerations();
  /** A statement failed for a full disk. It may have space again: `assertWritable` tries. */
  private wasFull = false;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(IS_PREPARING) isPreparing: boolean,
    log: Log,
    @Inject(REPLICA_URL) replicaUrl: string | undefined,
    @Inject(CHECKED_CLOCK) checkedClock: CheckedClock | undefined,
    @Inject(IS_DISTRIBUTED) readonly isDistributed: boolean,
  ) {
    const tables = dataSource.entityMetadatas.map(({ tableName }) => tableName);
    super(
      (query, values) => this.send({}, query, values),
      { isPreparing, inSteps: isDistributed ? new StatementSteps(tables) : undefined },
      (steps) => this.inOwnTransaction({}, steps),
    );
    const report = (sentence: string): void => {
      log.warn(sentence, 'database');
    };
    this.clock = new ClockGuard(report, checkedClock);
    this.horizon = new Horizon((scope) => this.for(scope), this.clock);
    const { poolSize } = this;
    if (replicaUrl !== undefined)
      this.replica = new Replica({ url: replicaUrl, poolSize, report }, () => this);
    this.longReads = new CompanyShares({
      total: Math.max(1, Math.floor(poolSize / 2)),
      perCompany: LONG_READS_OF_A_COMPANY,
      maxWaiting: MAX_WAITING_READS,
      waitMs: WAIT_TIMEOUT,
    });
    this.connections = new CompanyShares({
      ...shareOf(poolSize),
      maxWaiting: MAX_WAITING,
      waitMs: WAIT_TIMEOUT,
    });
  }

  get poolSize(): number {
    return this.dataSource.options.poolSize!;
  }

  /** As they are at this moment. */
  get connectionCounts(): { readonly total: number; readonly idle: number; readonly waiting: number } {
    const { totalCount, idleCount, waitingCount } = this.pool;
    return { total: totalCount, idle: idleCount, waiting: waitingCount + this.connections.waiting };
  }

  private get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }

  /** Where the statements of a request belong: into its transaction, if it has one. */
  for(scope: Scope): Queries {
    if (scope.transaction !== undefined) return scope.transaction;
    return new Queries(
      (query, values) => this.send(scope, query, values),
      this.sending,
      (steps) => this.inOwnTransaction(scope, steps),
    );
  }

  /** For what a request only shows: on the replica if there is one that has all of it, or else on the primary. */
  reading(scope: CompanyScope): Queries {
    const { replica } = this;
    if (replica === undefined || scope.isReading !== true) return this.for(scope);
    return new Queries(
      <Row extends QueryResultRow>(query: QueryConfig, values?: unknown[]) =>
        replica.read<Row>(
          scope,
          (client) => client.query<Row>(query, values),
          () => this.send<Row>(scope, query, values),
        ),
      this.sending,
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.replica?.end();
  }

  /**
   * Runs checks and the write that they allow, again if another write came in between: if the write broke a key because
   * of what the checks could not see yet, they see it now, and say what it is. The loser of a deadlock runs again, too.
   */
  async checked<Result>(scope: Scope, work: () => Promise<Result>): Promise<Result> {
    return retryOnConflict(() => this.part(scope, work));
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
    scope: Scope,
    work: (queries: Queries) => Promise<Result>,
    { dryRun = false } = {},
  ): Promise<Result> {
    if (scope.transaction !== undefined) return work(scope.transaction);
    return this.inOwnTransaction(scope, (run) => work(new Queries(run, this.sending)), { dryRun });
  }

  /**
   * Fails on a read-only server as a write would, and after a full disk until a file can be written again. The next
   * connections may reach a server that takes writes.
   */
  async assertWritable(): Promise<void> {
    await this.lend(new Deadline(), async (client, discard) => {
      const sent = performance.now();
      const { rows } = await client.query<{ is_read_only: boolean; now: Date }>(WRITABILITY);
      const { is_read_only: isReadOnly, now } = rows[0]!;
      if (isReadOnly) throw new UnavailableError('read-only');
      this.clock.judge(now, sent);
      this.clock.assertOpen();
      if (!this.wasFull) return;
      await inTransaction(client, discard, (run) => run({ text: WRITE_FILE }), { dryRun: true });
      this.wasFull = false;
    });
  }

  /** Runs `work` in a transaction of its own. */
  private async inOwnTransaction<Result>(
    scope: Scope,
    work: (run: Run) => Promise<Result>,
    { dryRun = false } = {},
  ): Promise<Result> {
    const { deadline } = scope;
    const run = async (): Promise<Result> =>
      this.withConnection(scope, deadline ?? new Deadline(), (client, discard) =>
        inTransaction(client, discard, work, { deadline, dryRun }),
      );
    return deadline === undefined ? run() : whileLocked(deadline, run);
  }

  private async send<Row extends QueryResultRow>(
    scope: Scope,
    query: QueryConfig,
    values: unknown[] | undefined,
  ): Promise<QueryResult<Row>> {
    const deadline = scope.deadline ?? new Deadline();
    return whileLocked(deadline, () => this.sendOnce(scope, deadline, query, values));
  }

  private async sendOnce<Row extends QueryResultRow>(
    scope: Scope,
    deadline: Deadline,
    query: QueryConfig,
    values: unknown[] | undefined,
  ): Promise<QueryResult<Row>> {
    return this.withConnection(scope, deadline, async (client, discard) => {
      if (!deadline.isFresh)
        return inTransaction(client, discard, (run) => run<Row>(query, values), { deadline });
      try {
        return await client.query<Row>(query, values);
      } catch (error) {
        if ((error as Partial<DatabaseError>).severity !== 'ERROR') discard(error as Error);
        throw error;
      }
    });
  }

  private async withConnection<Result>(
    scope: Scope,
    deadline: Deadline,
    work: (client: PoolClient, discard: Discard) => Promise<Result>,
  ): Promise<Result> {
    const { companyId, times } = scope;
    const stopwatch = new Stopwatch();
    const lend = async (): Promise<Result> =>
      this.lend(deadline, (client, discard) => {
        stopwatch.begin();
        return work(client, discard);
      });
    try {
      if (companyId === undefined) return await lend();
      // Imports and exports have no deadline.
      if (scope.deadline !== undefined) this.lowPriority.requested(companyId);
      return await this.connections.run(companyId, lend, noConnection, deadline.waitLeft);
    } finally {
      stopwatch.end(times);
    }
  }

  /**
   * Lends a connection of the pool. That a statement failed, as for a key that is taken, says nothing against it: the
   * pool's own `query` would close it, and the next request would have to connect and to prepare anew.
   */
  private async lend<Result>(
    deadline: Deadline,
    work: (client: PoolClient, discard: Discard) => Promise<Result>,
  ): Promise<Result> {
    const client = await this.connect(deadline);
    let broken: Error | undefined;
    const discard = (error: Error): void => {
      broken = error;
    };
    const giveBack = (): void => {
      client.off('error', discard);
      client.release(broken ?? this.generations.hasEnded(client));
    };
    // Without a listener a connection that breaks while it is lent would end the process.
    client.on('error', discard);
    try {
      await this.clock.check(client);
      return await work(client, discard);
    } catch (error) {
      if (isServerGone(error)) this.generations.end(client);
      if (unavailabilityOf(error) === 'disk full') this.wasFull = true;
      throw error;
    } finally {
      // While it is open, a pooler knows which statement is meant.
      if (isUnanswered(broken)) void cancelStatement(client).finally(giveBack);
      else giveBack();
    }
  }

  private async connect(deadline: Deadline): Promise<PoolClient> {
    for (;;) {
      const client = await this.take(deadline);
      if (!this.generations.hasEnded(client)) return client;
      client.release(true);
    }
  }

  private async take(deadline: Deadline): Promise<PoolClient> {
    try {
      this.clock.assertOpen();
      const connecting = this.pool.connect();
      // The pool itself waits as long as a request may.
      if (deadline.isFresh) return await connecting;
      return await deadline.waitFor(connecting, noConnection, (client) => {
        client.release();
      });
    } catch (error) {
      await turnToEnd();
      // No statement was sent.
      if (unavailabilityOf(error) === 'cut off') throw new UnavailableError('unreachable', { cause: error });
      throw error;
    }
  }
}

const noConnection = (): Error => new UnavailableError('no connection free');

/**
 * How many connections statements of companies take, so that one is left for what every request begins with; and how
 * many of them those of one company, so that others have some while all of its wait for a lock.
 */
function shareOf(poolSize: number): { total: number; perCompany: number } {
  const total = Math.max(1, poolSize - 1);
  return { total, perCompany: Math.ceil((total * 2) / 3) };
}
