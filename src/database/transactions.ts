import { type PoolClient } from 'pg';
import { unavailabilityOf, UnavailableError } from './database-errors';
import { type Deadline, TransactionLimits } from './deadline';
import { type Queries } from './queries';
import { type Run } from './statement';

/** Closes the connection when it is given back. */
export type Discard = (error: Error) => void;

/** All that `work` sends happens, or, when it throws, nothing. */
export async function inTransaction<Result>(
  client: PoolClient,
  discard: Discard,
  work: (run: Run) => Promise<Result>,
  { deadline, dryRun = false }: { readonly deadline?: Deadline | undefined; readonly dryRun?: boolean },
): Promise<Result> {
  let isEnding = false;
  try {
    await client.query('begin');
    const result = await work(
      deadline === undefined ? (query, values) => client.query(query, values) : runUntil(client, deadline),
    );
    isEnding = true;
    await client.query(dryRun ? 'rollback' : 'commit');
    return result;
  } catch (error) {
    const isCut = unavailabilityOf(error) === 'cut off';
    // What is sent on a connection that does not respond would wait, too.
    if (isCut) discard(error as Error);
    // If the rollback fails, a transaction may still be open on this connection: the pool must not reuse it.
    else await client.query('rollback').catch(discard);
    // Without a commit nothing has happened.
    throw isCut && !isEnding ? new UnavailableError('unreachable', { cause: error }) : error;
  }
}

/** Every statement waits and takes no longer than is left then. */
function runUntil(client: PoolClient, deadline: Deadline): Run {
  let limits = new TransactionLimits(deadline);
  return async (query, values) => {
    const isUndoing = query.text.startsWith('rollback');
    // The limits since the savepoint are undone, too, and nothing else is possible before.
    if (isUndoing) limits = new TransactionLimits(deadline);
    const change = isUndoing ? undefined : limits.next();
    if (change !== undefined) await client.query(change);
    return client.query(query, values);
  };
}

/** What failed in a transaction would otherwise take all of it along. */
export async function savepoint<Result>(queries: Queries, work: () => Promise<Result>): Promise<Result> {
  await queries.queryText('savepoint checked', []);
  try {
    const result = await work();
    await queries.queryText('release savepoint checked', []);
    return result;
  } catch (error) {
    await queries.queryText('rollback to savepoint checked', []);
    throw error;
  }
}
