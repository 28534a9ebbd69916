import { type QueryConfig, type QueryResult, type QueryResultRow } from 'pg';

/** Sends a statement, with the values of its config if none are given. */
export type Run = <Row extends QueryResultRow>(
  query: QueryConfig,
  values?: unknown[],
) => Promise<QueryResult<Row>>;

/**
 * A prepared statement: PostgreSQL plans it once for each connection and knows it by its name from then on. Its text
 * has named parameters (`:company_id`, outside of literals), which become $1, $2 … in the order of their first use.
 */
export interface Statement<Parameters extends string> {
  readonly name: string;
  readonly text: string;
  readonly parameters: readonly Parameters[];
}

/** `Parameters` names every parameter of the text, so that a call with one missing does not compile. */
export function statement<Parameters extends string>(name: string, source: string): Statement<Parameters> {
  const parameters: string[] = [];
  const text = source.replace(/'[^']*'|(?<!:):([a-z_]+)/g, (found, parameter?: string) => {
    if (parameter === undefined) return found;
    if (!parameters.includes(parameter)) parameters.push(parameter);
    return `$${parameters.indexOf(parameter) + 1}`;
  });
  return { name, text, parameters: parameters as Parameters[] };
}
