import { type QueryConfig, type QueryResult, type QueryResultRow } from 'pg';
import { type Deadline } from './deadline';
import { type Statement } from './statement';
import { type Times } from './times';

export type Run = <Row extends QueryResultRow>(
  query: QueryConfig,
  values?: unknown[],
) => Promise<QueryResult<Row>>;

/** What pg is given for statements, with and without their names. */
const prepared = new WeakMap<Statement<string>, QueryConfig>();
const unprepared = new WeakMap<Statement<string>, QueryConfig>();

/** Runs statements: each in a transaction of its own, or all of them in the one that they were handed out for. */
export class Queries {
  /** If `isPreparing` is false, statements are sent without their names, and PostgreSQL plans each anew. */
  constructor(
    private readonly run: Run,
    protected readonly isPreparing = true,
  ) {}

  async query<Row extends QueryResultRow, Parameters extends string>(
    statement: Statement<Parameters>,
    values: Readonly<Record<Parameters, unknown>>,
  ): Promise<Row[]> {
    const sent: unknown[] = [];
    for (const key of statement.parameters) sent.push(values[key]);
    const { rows } = await this.run<Row>(this.configOf(statement), sent);
    return rows;
  }

  /** For a text that depends on the request. It is prepared only if it has a name, of which there must not be many. */
  async queryText<Row extends QueryResultRow>(
    text: string,
    values: readonly unknown[],
    name?: string,
  ): Promise<Row[]> {
    const { rows } = await this.run<Row>({
      text,
      values: [...values],
      ...(name && this.isPreparing ? { name } : {}),
    });
    return rows;
  }

  /**
   * pg copies the own properties of what it is given, with a descriptor of each, for every statement that is sent. This has
   * none: what is inherited is not copied.
   */
  private configOf(statement: Statement<string>): QueryConfig {
    const configs = this.isPreparing ? prepared : unprepared;
    let config = configs.get(statement);
    if (config === undefined) {
      const { name, text } = statement;
      config = Object.create(this.isPreparing ? { name, text } : { text }) as QueryConfig;
      configs.set(statement, config);
    }
    return config;
  }
}

/** The part of a caller that says where statements belong, and how long they may wait. */
export interface Scope {
  /** Whose share of the connections they take. What the service does for itself has none. */
  readonly companyId?: number;
  /** If absent, each statement may take the time of a request. */
  readonly deadline?: Deadline | undefined;
  /** Counts the time that the statements take. */
  readonly times?: Times | undefined;
  readonly transaction?: Queries;
  /** The request only reads: nothing that it is about to write depends on what it sees. */
  readonly isReading?: boolean;
}
