import { readEnv } from '../../src/config/env';
import { startServer } from '../../src/server';
import { type CliBench, startCli } from '../cli/cli';

let cli: CliBench;

beforeAll(async () => {
  cli = await startCli();
});

afterAll(() => cli.stop());

it('the tables of a company are distributed by it, the others are on each node, and a second run changes nothing', async () => {
  const tables = await cli.database.query<{ name: string; kind: string; by: string }>(
    'select table_name::text as name, citus_table_type as kind, distribution_column as by from citus_tables',
  );
  const copied = tables.filter(({ kind }) => kind === 'reference').map(({ name }) => name);
  expect(copied.sort()).toEqual(['accounts', 'companies', 'tokens']);
  const others = tables.filter(({ kind }) => kind !== 'reference');
  expect(new Set(others.map(({ kind, by }) => `${kind} by ${by}`))).toEqual(
    new Set(['distributed by company_id']),
  );
  const placed = await cli.database.query(
    'select distinct colocation_id from citus_tables where distribution_column = $1',
    ['company_id'],
  );
  expect(placed).toHaveLength(1);
  expect(await cli.run('database', 'distribute')).toEqual({
    code: 0,
    out: ['distributed by company: none', 'copied to each node: none', `already so: ${tables.length}`],
    err: [],
  });
});

it('a service that does not expect them does not start', async () => {
  const env = readEnv({ DATABASE_URL: cli.database.url, DATABASE_DISTRIBUTED: 'off', LOG_LEVEL: 'silent' });
  await expect(startServer(env)).rejects.toThrow(
    'The tables of the database are distributed over the nodes of Citus: set DATABASE_DISTRIBUTED=on.',
  );
});
