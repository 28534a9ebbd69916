import { setTimeout as delay } from 'node:timers/promises';
import { Pool, type PoolClient, type PoolConfig, type QueryResult, type QueryResultRow } from 'pg';
import { Batcher } from './batcher';
import { CompanyShares } from './company-shares';
import { dataSourceOptions } from './data-source-options';
import { isStatementTimeout, UnavailableError } from './database-errors';
import { type CompanyScope } from './horizon';
import { type ReplicaRead, replicaReads } from './measures';
import { type Queries } from './queries';
import { statement } from './statement';

/** A reading of the primary is waited for so long, in milliseconds: what a standby lags behind when all is well. */
const PATIENCE = 100;
const FIRST_PAUSE = 2;
/** A replica that lags or fails is left alone for so long, in milliseconds. */
const AFTER_LAG = 1_000;
const AFTER_FAILURE = 5_000;
const CONNECT_TIMEOUT = 500;
/** Its connections are shared for so long; then the primary answers, in milliseconds. */
const TURN_TIMEOUT = 250;
/** Positions are the same for all companies. */
const ALL_COMPANIES = 0;

export interface ReplicaOptions {
  readonly url: string;
  readonly poolSize: number;
  /** Takes a sentence when it can not be used any more, and when it is used again. */
  readonly report: (sentence: string) => void;
}

/** Where a server is in the write-ahead log. */
interface Position {
  /** In bytes. */
  readonly at: number;
  /** A promoted standby begins a new one: positions of two timelines are not comparable. */
  readonly timeline: number;
  /** Which cluster, and which of its databases. */
  readonly system: string;
  readonly database: number;
}

const IDENTITY = `
  (select system_identifier::text from pg_control_system()) as system,
  (select oid::bigint from pg_database where datname = current_database()) as database`;

/**
 * Behind every commit that was acknowledged before. Without synchronous_commit that is before it is flushed. The name of a
 * file of the log begins with the timeline.
 */
const PRIMARY = statement<never>(
  'look-for-position',
  `select pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::bigint as flushed,
          pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint as inserted,
          current_setting('synchronous_commit') <> 'off' as waits_for_flush,
          ('x' || left(pg_walfile_name(pg_current_wal_flush_lsn()), 8))::bit(32)::int as timeline, ${IDENTITY}`,
);

const STANDBY = {
  name: 'look-for-replay',
  text: `select pg_is_in_recovery() as is_standby,
                coalesce(pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0'), 0)::bigint as at,
                (select timeline_id from pg_control_checkpoint()) as timeline, ${IDENTITY}`,
};

class LaggingError extends Error {}

/**
 * A standby that answers reads, once it has replayed all that was committed when the request came, by any person and through
 * any process. Otherwise, or if it fails, the primary answers.
 */
export class Replica {
  private readonly pool: Pool;
  private readonly shares: CompanyShares;
  private readonly positions: Batcher<undefined, Position>;
  private retryAt = -Infinity;
  private hasFailed = false;

  constructor(
    private readonly options: ReplicaOptions,
    primary: () => Queries,
  ) {
    const { url, poolSize } = options;
    const { extra } = dataSourceOptions(url) as { extra?: PoolConfig };
    this.pool = new Pool({ ...extra, max: poolSize, connectionTimeoutMillis: CONNECT_TIMEOUT });
    // An idle connection that breaks is gone from the pool; without a listener it would end the process.
    this.pool.on('error', () => undefined);
    this.shares = new CompanyShares({
      total: poolSize,
      perCompany: Math.max(1, Math.ceil((poolSize * 2) / 3)),
      maxWaiting: poolSize * 10,
      waitMs: TURN_TIMEOUT,
    });
    this.positions = new Batcher({
      run: async (_, requests) => {
        const position = await positionOf(primary());
        return requests.map(() => position);
      },
      parallel: 1,
    });
  }

  /** Sends a statement that reads, here or, failing that, as `onPrimary` does. */
  async read<Row extends QueryResultRow>(
    scope: CompanyScope,
    send: (client: PoolClient) => Promise<QueryResult<Row>>,
    onPrimary: () => Promise<QueryResult<Row>>,
  ): Promise<QueryResult<Row>> {
    let result: ReplicaRead = 'failed';
    if (performance.now() >= this.retryAt) {
      try {
        const rows = await this.readHere<Row>(scope, send);
        replicaReads.publish('replica');
        return rows;
      } catch (error) {
        // The primary would take as long.
        if (isStatementTimeout(error)) throw error;
        result = this.noteFailure(error);
      }
    }
    replicaReads.publish(result);
    return onPrimary();
  }

  async end(): Promise<void> {
    await this.pool.end();
  }

  private async readHere<Row extends QueryResultRow>(
    scope: CompanyScope,
    send: (client: PoolClient) => Promise<QueryResult<Row>>,
  ): Promise<QueryResult<Row>> {
    const { companyId, deadline, times } = scope;
    const wanted = await this.positions.add(ALL_COMPANIES, undefined, { deadline, times });
    const start = performance.now();
    const noTurn = (): Error => new UnavailableError('no turn');
    return this.shares.run(
      companyId,
      async () => {
        const queued = performance.now() - start;
        try {
          return await this.lend(async (client) => {
            // On one connection: another may lead to another server.
            await this.waitFor(wanted, client);
            return send(client);
          });
        } finally {
          times?.add({ queued, inDatabase: performance.now() - start - queued });
        }
      },
      noTurn,
    );
  }

  private async lend<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    const noteBroken = (error: Error): void => {
      broken = error;
    };
    client.on('error', noteBroken);
    try {
      return await work(client);
    } catch (error) {
      if ((error as { severity?: string }).severity !== 'ERROR' && !(error instanceof LaggingError))
        broken = error as Error;
      throw error;
    } finally {
      client.off('error', noteBroken);
      client.release(broken);
    }
  }

  private async waitFor(wanted: Position, client: PoolClient): Promise<void> {
    const end = performance.now() + PATIENCE;
    for (let pause = FIRST_PAUSE; ; pause *= 2) {
      const { rows } = await client.query<Position & { is_standby: boolean }>(STANDBY);
      const position = rows[0]!;
      if (!position.is_standby) throw new Error('it is not a standby');
      if (position.system !== wanted.system || position.database !== wanted.database)
        throw new Error('it is a standby of another database');
      if (position.timeline === wanted.timeline && position.at >= wanted.at) {
        if (this.hasFailed) this.options.report('The replica is used again.');
        this.hasFailed = false;
        return;
      }
      if (performance.now() + pause > end) throw new LaggingError();
      await delay(pause);
    }
  }

  private noteFailure(error: unknown): ReplicaRead {
    // All of its connections are in use: no reason to leave it alone.
    if (error instanceof UnavailableError) return 'failed';
    const now = performance.now();
    if (error instanceof LaggingError) {
      this.retryAt = now + AFTER_LAG;
      return 'lagging';
    }
    // What one statement met, as a conflict with what is replayed, says nothing of the next one.
    if ((error as { severity?: string }).severity === 'ERROR') return 'failed';
    this.retryAt = now + AFTER_FAILURE;
    if (!this.hasFailed)
      this.options.report(`The replica can not be used: ${(error as Error).message}. The primary answers.`);
    this.hasFailed = true;
    return 'failed';
  }
}

async function positionOf(primary: Queries): Promise<Position> {
  type Row = Omit<Position, 'at'> & { flushed: number; inserted: number; waits_for_flush: boolean };
  const [row] = await primary.query<Row, never>(PRIMARY, {});
  const { flushed, inserted, waits_for_flush: waitsForFlush, ...identity } = row!;
  return { ...identity, at: waitsForFlush ? flushed : inserted };
}
