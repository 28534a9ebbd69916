import {
  escapeLiteral,
  type FieldDef,
  type QueryConfig,
  type QueryResult,
  type QueryResultRow,
  types,
} from 'pg';
import { type Run } from './statement';
import { type InsertedQuery, type Step } from './statement-steps';

/** The rows of a step as PostgreSQL writes them. */
type StepResult = QueryResult<Record<string, string | null>>;

/** The types of the columns that rows of steps have. */
const TYPE_NAMES: ReadonlyMap<number, string> = new Map([
  ...(
    ['BOOL', 'BYTEA', 'INT8', 'INT2', 'INT4', 'TEXT', 'JSON', 'JSONB', 'FLOAT8', 'DATE', 'UUID'] as const
  ).map((name) => [types.builtins[name], name.toLowerCase()] as const),
  [types.builtins.NUMERIC, 'numeric'],
  [types.builtins.TIMESTAMPTZ, 'timestamptz'],
  // Those that pg has no name for: lists, and what a lock returns, which is no value.
  [1009, 'text[]'],
  [1016, 'int8[]'],
  [2278, 'text'],
]);

const AS_TEXT = { getTypeParser: () => (text: string) => text };

/** So many rows at most are inserted as values. */
const MAX_VALUES = 20;

/**
 * Sends a statement in steps, in the transaction of `run`. The rows of the last step are those of the statement. With a name
 * the steps are prepared.
 */
export async function runSteps<Row extends QueryResultRow>(
  run: Run,
  steps: readonly Step[],
  values: readonly unknown[],
  name?: string,
): Promise<QueryResult<Row>> {
  const results = new Map<string, StepResult>();
  const named = (query: QueryConfig, ...words: readonly (string | number)[]): QueryConfig =>
    name === undefined ? query : { ...query, name: [name, ...words].join(' ') };
  const whole = (step: Step): QueryConfig => {
    const query = bound(step, results, values);
    // The text of what takes values depends on how many there are.
    const rows = step.takesValues ? step.names.map((given) => results.get(given)!.rows.length) : [];
    return rows.some((count) => count > 1) ? query : named(query, step.name || 'rows', ...rows);
  };
  const queryOf = async (step: Step): Promise<QueryConfig> => {
    const { inserted, names } = step;
    if (inserted === undefined || names.some((given) => results.get(given)!.rows.length > 1))
      return whole(step);
    const query = named(bound({ ...step, text: inserted.query }, results, values), step.name, 'given');
    const { rows } = await run<(string | null)[]>({
      ...query,
      types: AS_TEXT,
      rowMode: 'array',
    } as QueryConfig);
    if (rows.length === 0 || rows.length > MAX_VALUES) return whole(step);
    return named(insertion(inserted, rows, values), step.name, 'of', rows.length);
  };
  for (const step of steps.slice(0, -1)) {
    const query = await queryOf(step);
    results.set(step.name, await run<Record<string, string | null>>({ ...query, types: AS_TEXT }));
  }
  return run<Row>(await queryOf(steps.at(-1)!));
}

interface Parameters {
  readonly values: unknown[];
  /** Returns the place of a value. */
  readonly add: (value: unknown) => string;
  /** SQL with the parameters of the whole statement, at the places that they have here. */
  readonly numbered: (sql: string) => string;
}

function parametersOf(whole: readonly unknown[]): Parameters {
  const values: unknown[] = [];
  const places = new Map<string, string>();
  const add = (value: unknown): string => `$${values.push(value)}`;
  const numbered = (sql: string): string =>
    sql.replace(/'(?:[^']|'')*'|\$(\d+)/g, (found: string, number?: string) => {
      if (number === undefined) return found;
      const place = places.get(number) ?? add(whole[Number(number) - 1]);
      places.set(number, place);
      return place;
    });
  return { values, add, numbered };
}

/** A step with the rows that it names and with the parameters that it has. */
function bound(
  { text, own, names, takesValues }: Step,
  results: ReadonlyMap<string, StepResult>,
  whole: readonly unknown[],
): QueryConfig {
  const { values, add, numbered } = parametersOf(whole);
  const rowsOf = (result: StepResult): string => {
    if (result.fields.length === 0) return `select from generate_series(1, ${result.rows.length})`;
    return takesValues ? valuesOf(result, add) : functionOf(result, add);
  };
  const tables = [...names.map((name) => `${name} as (${rowsOf(results.get(name)!)})`), ...own.map(numbered)];
  const statement = numbered(text);
  return { text: tables.length === 0 ? statement : `with ${tables.join(', ')} ${statement}`, values };
}

/**
 * The rows of a query as what is inserted. Citus sends this to the node of the company, and copies what a query returns: for one
 * row that takes three times as long as to ask for it first.
 */
function insertion(
  { head, tail }: InsertedQuery,
  rows: readonly (readonly (string | null)[])[],
  whole: readonly unknown[],
): QueryConfig {
  const { values, add, numbered } = parametersOf(whole);
  const lists = rows.map((row) => `(${row.map(add).join(', ')})`);
  return { text: `${head} values ${lists.join(', ')} ${numbered(tail)}`, values };
}

/** Rows as one parameter: an array of JSON objects. */
function functionOf({ fields, rows }: StepResult, add: (value: unknown) => string): string {
  const columns = fields.map((field) => `(given."${field.name}")::${typeOf(field)} as "${field.name}"`);
  const definition = fields.map(({ name }) => `"${name}" text`);
  return `select ${columns.join(', ')} from json_to_recordset(${add(JSON.stringify(rows))}::json) as given (${definition.join(', ')})`;
}

/**
 * Rows as values: Citus takes no function among the tables of an UPDATE or DELETE. Those of one row are parameters, so that
 * the text is always the same. Those of many are literals: a statement has 65,535 parameters at most.
 */
function valuesOf({ fields, rows }: StepResult, add: (value: unknown) => string): string {
  const columns = fields.map(({ name }) => `"${name}"`);
  if (rows.length === 0)
    return `select ${fields.map((field) => `null::${typeOf(field)} as "${field.name}"`).join(', ')} where false`;
  const literal = (value: string | null | undefined): string =>
    value === null || value === undefined ? 'null' : escapeLiteral(value);
  const valueOf = rows.length === 1 ? add : literal;
  const lists = rows.map(
    (row) => `(${fields.map((field) => `${valueOf(row[field.name])}::${typeOf(field)}`).join(', ')})`,
  );
  return `select * from (values ${lists.join(', ')}) as given (${columns.join(', ')})`;
}

function typeOf({ name, dataTypeID }: FieldDef): string {
  const type = TYPE_NAMES.get(dataTypeID);
  if (type === undefined) throw new Error(`The column ${name} of a step has the unknown type ${dataTypeID}.`);
  return type;
}
