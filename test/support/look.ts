import { type TestDatabase } from './database';

/** The projects of a company as they are stored; dates as text. */
export async function projectsOf(database: TestDatabase, companyId: number): Promise<object[]> {
  return database.query('select * from projects where company_id = $1 order by id', [companyId]);
}

export async function countRows(database: TestDatabase, table: string, companyId: number): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `select count(*)::integer as count from ${table} where company_id = $1`,
    [companyId],
  );
  return row!.count;
}
