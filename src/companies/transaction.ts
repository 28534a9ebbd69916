import { type DataSource, type EntityManager } from 'typeorm';

/**
 * Somebody else was faster: unique and foreign keys that held when they were looked at, serialization, deadlocks.
 * A second look at the data finds what the other did.
 */
const RACES = new Set(['23505', '23503', '40001', '40P01']);
const ATTEMPTS = 3;

/** Runs the work in one transaction, anew if it lost a race; `isDryRun` runs it whole and then takes it all back. */
export async function inTransaction<Result>(
  dataSource: DataSource,
  isDryRun: boolean,
  work: (manager: EntityManager) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(dataSource, isDryRun, work);
    } catch (error) {
      if (attempt === ATTEMPTS || !RACES.has((error as { code?: string }).code ?? '')) throw error;
    }
  }
}

async function once<Result>(
  dataSource: DataSource,
  isDryRun: boolean,
  work: (manager: EntityManager) => Promise<Result>,
): Promise<Result> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    const result = await work(runner.manager);
    await (isDryRun ? runner.rollbackTransaction() : runner.commitTransaction());
    return result;
  } catch (error) {
    // A connection that is gone can't roll back, and PostgreSQL has done so already.
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}
