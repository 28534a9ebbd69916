import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { type TestDatabase } from '../test/support/database';

/** A database that a measure writes into. */
export class BenchDatabase implements TestDatabase {
  private constructor(
    readonly url: string,
    private readonly client: Client,
    /** What was empty when it was seeded: projects, and whatever the service stores because of them. */
    private readonly growingTables: readonly string[],
  ) {}

  static async open(url: string): Promise<BenchDatabase> {
    const client = new Client(url);
    // The server is stopped while connections are open if a run fails.
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      `select quote_ident(relname) as name from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`,
    );
    const empty: string[] = [];
    for (const { name } of rows) {
      const { rowCount } = await client.query(`select from ${name} limit 1`);
      if (rowCount === 0) empty.push(name);
    }
    return new BenchDatabase(url, client, empty);
  }

  get ownerUrl(): string {
    return this.url;
  }

  async query<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.client.query<Row>(sql, values)).rows;
  }

  /** Runs a statement again and again, in one transaction. */
  async repeat(
    { name, text }: { name: string; text: string },
    values: unknown[],
    times: number,
  ): Promise<void> {
    await this.client.query('begin');
    for (let time = 0; time < times; time++) await this.client.query({ name, text, values });
    await this.client.query('commit');
  }

  /** Waits for what a load generator has sent last and not waited for. */
  async quiet(): Promise<void> {
    for (let idle = 0; idle < 3;) {
      const active = await this.query(
        `select from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and state = 'active'`,
      );
      idle = active.length === 0 ? idle + 1 : 0;
      await delay(50);
    }
  }

  /** As it was seeded, so that every measure starts with the same sizes. */
  async empty(): Promise<void> {
    await this.quiet();
    await this.query(`truncate ${this.growingTables.join(', ')} restart identity`);
  }

  /** What autovacuum does sooner or later. */
  async vacuum(): Promise<void> {
    await this.query(`vacuum analyze ${this.growingTables.join(', ')}`);
  }

  /** Writes out what earlier measures left behind, so that none pays for another. */
  async settle(): Promise<void> {
    await this.query('checkpoint');
  }

  /** Bytes of the write-ahead log so far. */
  async writtenLog(): Promise<number> {
    const [row] = await this.query<{ bytes: number }>(
      "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as bytes",
    );
    return row!.bytes;
  }

  /** Bytes of all tables with their indexes. */
  async size(): Promise<number> {
    const [row] = await this.query<{ bytes: number }>(
      `select sum(pg_total_relation_size(oid))::float8 as bytes from pg_class
        where relnamespace = 'public'::regnamespace and relkind = 'r'`,
    );
    return row!.bytes;
  }

  async countProjects(): Promise<Counts> {
    await this.quiet();
    const [row] = await this.query<Counts>(
      `select (select count(*) from projects) as projects,
              (select count(*) from project_metadata_values) as values`,
    );
    return row!;
  }

  async drop(): Promise<void> {
    await this.client.end();
  }
}

export interface Counts {
  readonly projects: number;
  readonly values: number;
}
