import { stepsOf } from './statement-steps';

const TABLES = new Set(['projects', 'events', 'companies']);

/** The steps in short: what each names, and what it evaluates itself. */
const short = (text: string): string[] | undefined =>
  stepsOf(text, TABLES)?.map(
    ({ name, own, names, takesValues }) =>
      `${name || 'last'}(${names.join(', ')})${own.map((sql) => ` with ${sql.replace(/ .*/s, '')}`).join('')}${takesValues ? ' by values' : ''}`,
  );

describe('stepsOf', () => {
  it.each([
    ['a read', 'with page as (select id from projects) select id from page'],
    ['a write of one table', 'update projects set name = $1 where company_id = $2'],
    ['a recursive statement', 'with recursive a as (select 1) insert into projects select 1 from a'],
    ['named columns', 'with a (id) as (select 1) insert into projects select id from a'],
  ])('sends %s as it is', (_, text) => {
    expect(stepsOf(text, TABLES)).toBeUndefined();
  });

  it('makes a step of each write, and of what reads a table for it', () => {
    expect(
      short(`with company as materialized (select id from companies),
        stored as (insert into projects select id from company returning id),
        logged as (insert into events select id from stored)
        select id from stored`),
    ).toEqual(['company()', 'stored(company)', 'logged(stored)', 'last(stored)']);
  });

  it('evaluates everything else where it is named', () => {
    expect(
      short(`with given as (select n from json_to_recordset($1) as given (n int)),
        doubled as (select n * 2 as n from given)
        insert into projects select n from doubled`),
    ).toEqual(['last() with given with doubled']);
  });

  it('evaluates once what takes a stamp, an id or a lock, together with what only the coordinator needs of it', () => {
    expect(
      short(`with began as (select pg_advisory_xact_lock_shared(1, 2)),
        stamp as (select clock_timestamp() as at from began),
        rows as (select nextval('projects_id_seq') as id, at from stamp),
        accepted as (select * from rows),
        stored as (insert into projects select id, at from accepted)
        insert into events select id, at from accepted`),
    ).toEqual(['accepted() with began with stamp with rows', 'stored(accepted)', 'last(accepted)']);
  });

  it('does not evaluate what nothing names, but writes what nothing names', () => {
    expect(
      short(`with unused as (select clock_timestamp()),
        stored as (insert into projects select 1)
        select 2`),
    ).toEqual(['stored()', 'last()']);
  });

  it('gives changes the rows that they name as values', () => {
    expect(
      short(`with next as (select * from json_to_record($1) as next (name text)),
        changed as (update projects set name = next.name from next returning id)
        delete from events using changed where events.id = changed.id`),
    ).toEqual(['next()', 'changed(next) by values', 'last(changed) by values']);
  });

  it('passes over what literals say', () => {
    expect(
      short(`with stored as (insert into projects values (')', 'it''s (', 'update') returning id)
        select '(stored)' as text from stored`),
    ).toEqual(['stored()', 'last(stored)']);
  });

  it.each([
    [
      'in three parts',
      "select id, 'returning' from a where n = 1 ",
      'on conflict (id) do nothing returning id',
    ],
    ['without what follows it', 'select id, (select max(n) from a) from a', ''],
  ])('tells the query that an insert evaluates, %s', (_, query, tail) => {
    const steps = stepsOf(
      `with a as (select $1 as id) insert into projects (id, name) ${query}${tail}`,
      TABLES,
    );
    expect(steps?.at(-1)?.inserted).toEqual({ head: ' insert into projects (id, name) ', query, tail });
  });

  it.each([
    ['reads a table', 'select id from companies'],
    ['takes an id', "select nextval('projects_id_seq')"],
    ['is none', 'values (1)'],
  ])('does not tell a query that %s', (_, query) => {
    const steps = stepsOf(`with a as (select 1) insert into projects (id) ${query}`, TABLES);
    expect(steps?.at(-1)).toMatchObject({ inserted: undefined });
  });
});
