import { type QueryConfig, type QueryResult } from 'pg';
import { runSteps } from './run-steps';
import { type Run } from './statement';
import { stepsOf } from './statement-steps';

const steps = stepsOf(
  `with held as (delete from entries where company_id = $1 returning id, name)
   update projects set name = held.name from held where company_id = $1 and id = held.id`,
  new Set(['projects', 'entries']),
)!;

/** What is sent when the first step returns these names. */
async function sent(names: readonly (string | null)[]): Promise<QueryConfig[]> {
  const queries: QueryConfig[] = [];
  const run = (query: QueryConfig): Promise<unknown> => {
    queries.push(query);
    const fields = [
      { name: 'id', dataTypeID: 20 },
      { name: 'name', dataTypeID: 25 },
    ];
    const rows = names.map((name, at) => ({ id: String(at), name }));
    return Promise.resolve({ fields, rows } as unknown as QueryResult);
  };
  await runSteps(run as Run, steps, [7], 'rename');
  return queries;
}

it('a row that a change names is parameters of a prepared statement', async () => {
  const [, { name, text, values } = {} as QueryConfig] = await sent(["O'Neill"]);
  expect({ name, values }).toEqual({ name: 'rename rows 1', values: ['0', "O'Neill", 7] });
  expect(text).toContain('(values ($1::int8, $2::text)) as given ("id", "name")');
});

it('many rows are literals, as a statement has no more than 65,535 parameters', async () => {
  const [, { name, text, values } = {} as QueryConfig] = await sent([
    "O'Neill",
    null,
    ...Array<string>(40_000).fill('a\\b'),
  ]);
  expect({ name, values }).toEqual({ name: undefined, values: [7] });
  expect(text).toContain(
    "(values ('0'::int8, 'O''Neill'::text), ('1'::int8, null::text), ('2'::int8,  E'a\\\\b'::text)",
  );
});
