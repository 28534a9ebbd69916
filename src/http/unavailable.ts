import { POOL_TIMEOUT, STATEMENT_TIMEOUT } from '../database/data-source-options';
import { heldTable, type Unavailability, unavailabilityOf } from '../database/database-errors';
import { ServiceUnavailableError } from './api-error';

const AGAIN = 'Try again in a moment.';
const NARROWER =
  'Ask for less: a narrower filter, a smaller limit, or the next page by the header Link instead of an offset.';

/** The 503 for an error that says that the database can't do now what it was asked; undefined for all others. */
export function asUnavailable(error: unknown, isRead = false): ServiceUnavailableError | undefined {
  const reason = unavailabilityOf(error);
  return reason && new ServiceUnavailableError(MESSAGES[reason](error, isRead));
}

const MESSAGES: Readonly<Record<Unavailability, (error: unknown, isRead: boolean) => string | undefined>> = {
  unreachable: () => undefined,
  'no connection free': () =>
    `No connection to the database became free within ${seconds(POOL_TIMEOUT)}: the service is busy. ${AGAIN}`,
  'out of resources': () => `The database has no connection, memory or disk space left for this. ${AGAIN}`,
  'too slow': (_, isRead) =>
    isRead
      ? `Reading this takes the database longer than ${seconds(STATEMENT_TIMEOUT)}. ${NARROWER}`
      : `Writing this took the database longer than ${seconds(STATEMENT_TIMEOUT)}, and it was undone. ${AGAIN}`,
  held: (error) => {
    const table = heldTable(error);
    const what = table === undefined ? 'what this one needs' : `a row of ${table.replaceAll('_', ' ')}`;
    return `Another request holds ${what} for longer than ${seconds(POOL_TIMEOUT)}. ${AGAIN}`;
  },
  deadlock: () => `This request and another one waited for each other, and this one was undone. ${AGAIN}`,
};

const seconds = (milliseconds: number): string => `${milliseconds / 1_000} seconds`;
