import { type TestDatabase } from './database';

/** Makes inserts into a table and updates of it fail, with an unexpected error, while `work` runs. */
export async function whileFailing<Result>(
  database: TestDatabase,
  table: string,
  work: () => Promise<Result>,
): Promise<Result> {
  await database.query(`alter table ${table} add constraint injected check (false) not valid`);
  try {
    return await work();
  } finally {
    await database.query(`alter table ${table} drop constraint injected`);
  }
}
