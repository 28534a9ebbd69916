import { useService } from '../support/app';
import { brokenRules, type Schema } from './statement-rules';
import { OF_ALL_COMPANIES, statementsOfAllOperations } from './statements';

const service = useService();
let schema: Schema;

beforeAll(async () => {
  const tables = await service.database.query<{ name: string }>(
    "select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'company_id'",
  );
  const functions = await service.database.query<{ name: string }>(
    "select proname as name from pg_proc where prokind = 'f' group by proname having bool_and(provolatile <> 'i')",
  );
  schema = {
    companyTables: new Set(tables.map(({ name }) => name)),
    changing: new Set(functions.map(({ name }) => name)),
  };
});

/** What statements do all the same, and why. */
const EXCEPTIONS = new Map([
  // A request names its company by the slug, and its person by the token: this statement finds out who they are.
  ['companyByParameter: persons persons: no company_id = $n', 'tokens.hash = '],
  ['companyByParameter: roles roles: no company_id = $n', 'tokens.hash = '],
  // A write makes the stored response. These are stable by declaration, and get times without a zone, numbers and texts.
  ['nothingChanging: to_char in COALESCE', 'into project_events'],
  ['nothingChanging: to_json in COALESCE', 'into project_events'],
  // The day of the server, whose time zone the service sets.
  ['nothingChanging: SVFOP_CURRENT_DATE in CASE', 'into project_events'],
  ['nothingChanging: SVFOP_CURRENT_DATE in COALESCE', 'into project_events'],
]);

describe('a statement breaks the rules', () => {
  const OF_COMPANY = 'company_id = $1';
  it.each([
    [
      'another column for the company',
      `select from clients c join projects p on p.company_id = c.company_id where c.${OF_COMPANY}`,
      ['companyByParameter: projects p: no company_id = $n'],
    ],
    [
      'a subquery without it',
      `select from clients c where c.${OF_COMPANY} and exists (select from projects p where p.client_id = c.id and p.company_id = c.company_id)`,
      ['companyByParameter: projects p: no company_id = $n'],
    ],
    [
      'a part of a union without it',
      `select from clients where ${OF_COMPANY} union all select from projects`,
      ['companyByParameter: projects projects: no company_id = $n'],
    ],
    [
      'an update without it',
      'update projects set name = $1 where id = $2',
      ['companyByParameter: projects projects: no company_id = $n'],
    ],
    [
      'a delete in a WITH without it',
      `with gone as (delete from projects where id = $2 returning id) select from gone`,
      ['companyByParameter: projects projects: no company_id = $n'],
    ],
    [
      'a fixed company',
      'select from projects where company_id = 1',
      ['companyByParameter: projects projects: no company_id = $n'],
    ],
    [
      'a clock in RETURNING',
      'insert into companies (name) values ($1) returning clock_timestamp()',
      ['nothingChanging: clock_timestamp in RETURNING'],
    ],
    [
      'a random value in CASE',
      `update projects set value = case when $2 then random() end where ${OF_COMPANY}`,
      ['nothingChanging: random in CASE'],
    ],
    [
      'a value of the session in COALESCE',
      `update projects set name = coalesce($2, current_user) where ${OF_COMPANY}`,
      ['nothingChanging: SVFOP_CURRENT_USER in COALESCE'],
    ],
    [
      'a setting of the session',
      "select set_config('jit', 'off', false)",
      ['noSessionSettings: set_config of the session'],
    ],
    ['a setting by SET', 'set jit = off', ['noSessionSettings: set jit']],
    [
      'a lock of the session',
      'select pg_try_advisory_lock($1)',
      ['advisoryLocksOfTransactions: pg_try_advisory_lock'],
    ],
  ])('with %s', async (_, text, broken) => {
    expect(await brokenRules(text, schema)).toEqual(broken);
  });

  it.each([
    `select from clients c join projects p on p.${OF_COMPANY} and p.client_id = c.id where c.company_id = any($1::bigint[])`,
    `with projects as (select from clients where ${OF_COMPANY}) select from projects`,
    `update projects set name = coalesce($2, (select current_user)) where ${OF_COMPANY} returning id`,
    "select set_config('jit', 'off', true), pg_advisory_xact_lock_shared($1), coalesce($2, now())",
    'set local jit = off',
  ])('not with %s', async (text) => {
    expect(await brokenRules(text, schema)).toEqual([]);
  });
});

it('the statements of all operations keep the rules, but for a few', async () => {
  const statements = await statementsOfAllOperations(service);
  const seen = new Set<string>();
  const others: [broken: string, text: string][] = [];
  for (const text of statements) {
    for (const broken of await brokenRules(text, schema)) {
      const part = EXCEPTIONS.get(broken);
      if (part !== undefined && text.includes(part)) seen.add(broken);
      else if (OF_ALL_COMPANIES.some((begin) => text.startsWith(begin))) continue;
      else others.push([broken, text]);
    }
  }
  expect(others).toEqual([]);
  expect(seen).toEqual(new Set(EXCEPTIONS.keys()));
  expect(statements.size).toBeGreaterThan(40);
}, 60_000);
