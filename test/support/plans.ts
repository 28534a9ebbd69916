import { Client } from 'pg';
import { type TestDatabase } from './database';

/** A node of a plan, as `explain (format json)` prints it. */
export interface Plan {
  readonly 'Node Type': string;
  readonly 'Parent Relationship'?: string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  /** With `verbose`. */
  readonly Output?: readonly string[];
  /** With `analyze`: rows of one loop. */
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly Plans?: readonly Plan[];
}

/** The plans of the statements on a table that are sent while `work` runs, with the very values that they have. */
export async function plansOf(
  database: TestDatabase,
  table: string,
  work: () => Promise<unknown>,
  options: readonly ('analyze' | 'verbose')[] = [],
): Promise<Plan[]> {
  const sent: { text: string; values: unknown[] }[] = [];
  const original = Client.prototype.query as (...args: unknown[]) => unknown;
  const spy = jest.spyOn(Client.prototype, 'query').mockImplementation(function (
    this: Client,
    ...args: unknown[]
  ) {
    const [query, values] = args as [string | { text: string; values?: unknown[] }, unknown[]];
    sent.push(
      typeof query === 'string'
        ? { text: query, values }
        : { text: query.text, values: query.values ?? values },
    );
    return Reflect.apply(original, this, args) as never;
  });
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  const plans: Plan[] = [];
  for (const { text, values } of sent.filter(({ text: sql }) => sql.includes(`from ${table}`))) {
    const [row] = await database.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `explain (${[...options, 'format json'].join(', ')}) ${text}`,
      values,
    );
    plans.push(row!['QUERY PLAN'][0].Plan);
  }
  return plans;
}

/** The node and all below it for which `enter` is true. */
export function nodesOf(plan: Plan, enter: (node: Plan) => boolean = () => true): Plan[] {
  return [plan, ...(plan.Plans ?? []).filter(enter).flatMap((child) => nodesOf(child, enter))];
}
