import { type DataSource, type EntityManager } from 'typeorm';
import { retryOnConflict } from '../database/retry-on-conflict';

/** Runs the work in one transaction, anew if it lost a race; `isDryRun` runs it whole and then takes it all back. */
export async function inTransaction<Result>(
  dataSource: DataSource,
  isDryRun: boolean,
  work: (manager: EntityManager) => Promise<Result>,
): Promise<Result> {
  return retryOnConflict(() => once(dataSource, isDryRun, work));
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
