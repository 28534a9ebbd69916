import { ANNOUNCE } from './announced-stamp';
import { type Queries } from './queries';

/**
 * Says in the lock table that a transaction begins that will write a lot, before any savepoint, which would take the
 * lock along. Returns when it began, for its statements.
 */
export async function announce(transaction: Queries, companyId: number): Promise<number> {
  const [row] = await transaction.queryText<{ milliseconds: number }>(ANNOUNCE, [companyId]);
  return row!.milliseconds;
}
