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

describe('what an insert evaluates', () => {
  const inserting = stepsOf(
    `with held as (delete from entries where company_id = $1 returning id)
     insert into projects (company_id, name) select $1, name from held on conflict (name) do update set name = $2`,
    new Set(['projects', 'entries']),
  )!;
  const ROW = { fields: [{ name: 'id', dataTypeID: 20 }], rows: [{ id: '1' }] };

  /** What is sent for the insert when its query returns so many rows. */
  async function inserted(count: number): Promise<QueryConfig[]> {
    const queries: QueryConfig[] = [];
    const results = [ROW, { fields: [], rows: Array.from({ length: count }, (_, at) => ['7', `N${at}`]) }];
    const run = (query: QueryConfig): Promise<unknown> => {
      queries.push(query);
      return Promise.resolve(results.shift() ?? { fields: [], rows: [] });
    };
    await runSteps(run as Run, inserting, [7, 'same'], 'copy');
    return queries.slice(1);
  }

  it('is asked for first, and inserted as values', async () => {
    const [query, insert] = await inserted(2);
    expect([query!.name, insert!.name]).toEqual(['copy  given', 'copy  of 2']);
    expect(insert!.text.trim().replace(/\s+/g, ' ')).toBe(
      'insert into projects (company_id, name) values ($1, $2), ($3, $4) on conflict (name) do update set name = $5',
    );
    expect(insert!.values).toEqual(['7', 'N0', '7', 'N1', 'same']);
  });

  it.each([0, 21])('is a part of the insert if it returns %s rows', async (count) => {
    const [, insert] = await inserted(count);
    expect(insert).toMatchObject({ name: 'copy rows', values: ['[{"id":"1"}]', 7, 'same'] });
    expect(insert!.text).toContain('select $2, name from held on conflict');
  });
});
