import { type QueryConfig, type QueryResult, type QueryResultRow } from 'pg';
import { type Deadline } from './deadline';
import { runSteps } from './run-steps';
import { type Run, type Statement } from './statement';
import { type StatementSteps, type Step } from './statement-steps';
import { type Times } from './times';

/** How statements are sent. */
export interface Sending {
  /** False: without their names, and PostgreSQL plans each anew. */
  readonly isPreparing: boolean;
  /** If the tables are distributed. */
  readonly inSteps?: StatementSteps | undefined;
}

/** What pg is given for statements, with and without their names. */
const prepared = new WeakMap<Statement<string>, QueryConfig>();
const unprepared = new WeakMap<Statement<string>, QueryConfig>();

/** Runs statements: each in a transaction of its own, or all of them in the one that they were handed out for. */
export class Queries {
  /** `inTransaction` runs the steps of one statement; they are run as they are if all statements are in a transaction. */
  constructor(
    private readonly run: Run,
    protected readonly sending: Sending = { isPreparing: true },
    private readonly inTransaction?: (steps: (run: Run) => Promise<QueryResult>) => Promise<QueryResult>,
  ) {}

  async query<Row extends QueryResultRow, Parameters extends string>(
    statement: Statement<Parameters>,
    values: Readonly<Record<Parameters, unknown>>,
  ): Promise<Row[]> {
    const sent: unknown[] = [];
    for (const key of statement.parameters) sent.push(values[key]);
    const steps = this.sending.inSteps?.of(statement.text, statement.name);
    if (steps !== undefined) return this.sendSteps(steps, sent, statement.name);
    const { rows } = await this.run<Row>(this.configOf(statement), sent);
    return rows;
  }

  /** For a text that depends on the request. It is prepared only if it has a name, of which there must not be many. */
  async queryText<Row extends QueryResultRow>(
    text: string,
    values: readonly unknown[],
    name?: string,
  ): Promise<Row[]> {
    const { isPreparing, inSteps } = this.sending;
    const steps = inSteps?.of(text, name);
    if (steps !== undefined) return this.sendSteps(steps, values, name);
    const { rows } = await this.run<Row>({
      text,
      values: [...values],
      ...(name && isPreparing ? { name } : {}),
    });
    return rows;
  }

  private async sendSteps<Row extends QueryResultRow>(
    steps: readonly Step[],
    values: readonly unknown[],
    name: string | undefined,
  ): Promise<Row[]> {
    const prepared = this.sending.isPreparing ? name : undefined;
    const send = (run: Run): Promise<QueryResult<Row>> => runSteps<Row>(run, steps, values, prepared);
    const { rows } = await (this.inTransaction?.(send) ?? send(this.run));
    return rows as Row[];
  }

  /**
   * pg copies the own properties of what it is given, with a descriptor of each, for every statement that is sent. This has
   * none: what is inherited is not copied.
   */
  private configOf(statement: Statement<string>): QueryConfig {
    const { isPreparing } = this.sending;
    const configs = isPreparing ? prepared : unprepared;
    let config = configs.get(statement);
    if (config === undefined) {
      const { name, text } = statement;
      config = Object.create(isPreparing ? { name, text } : { text }) as QueryConfig;
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
