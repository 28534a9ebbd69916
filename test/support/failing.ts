import { type TestDatabase } from './database';

/** Makes writes to a table fail, with an unexpected error, while `work` runs. */
export async function whileFailing<Result>(
  database: TestDatabase,
  table: string,
  work: () => Promise<Result>,
): Promise<Result> {
  await database.query(`
    create function fail() returns trigger language plpgsql as $$ begin raise exception 'injected'; end $$;
    create trigger fail after insert or update or delete on ${table} for each row execute function fail();
  `);
  try {
    return await work();
  } finally {
    await database.query(`drop trigger fail on ${table}; drop function fail()`);
  }
}
