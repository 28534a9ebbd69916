import { STATEMENT_TIMEOUT, WAIT_TIMEOUT } from '../database/data-source-options';
import { heldTable, heldUnique, type Unavailability, unavailabilityOf } from '../database/database-errors';
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
  'read-only': () => `The database takes no writes right now, as during a failover. ${AGAIN}`,
  'clock behind': () =>
    `The clock of the database is behind what is stored, as after a failover. The service waits until it has passed that. ${AGAIN}`,
  outdated: () =>
    `A later version of the service writes the database, and this one does not any more. ${AGAIN}`,
  'cut off': (_, isRead) =>
    isRead
      ? undefined
      : 'The connection to the database was lost while this was written. It may be stored or not: send it again with ' +
        'the same Idempotency-Key if it has one, and look before you send it again if it has none.',
  'login refused': () => `The database refuses the login of the service, or its password. ${AGAIN}`,
  'no connection free': () =>
    `No connection to the database became free within ${seconds(WAIT_TIMEOUT)}: the service is busy. ${AGAIN}`,
  'no turn': () =>
    `Requests of this company that came earlier did not finish within ${seconds(WAIT_TIMEOUT)}. ${AGAIN}`,
  'too many': () => `Too many requests of this company wait already. ${AGAIN}`,
  'disk full': () => `The disk of the database is full. ${AGAIN}`,
  'out of resources': () => `The database has no connection or memory left for this. ${AGAIN}`,
  'too slow': (_, isRead) =>
    isRead
      ? `Reading this takes the database longer than ${seconds(STATEMENT_TIMEOUT)}. ${NARROWER}`
      : `Writing this took the database longer than ${seconds(STATEMENT_TIMEOUT)}, and it was undone. ${AGAIN}`,
  held: (error) => {
    const unique = heldUnique(error);
    if (unique !== undefined)
      return `Another request writes the same ${words(unique)}, and did not finish within ${seconds(WAIT_TIMEOUT)}. ${AGAIN}`;
    const table = heldTable(error);
    const what = table === undefined ? 'what this one needs' : `a row of ${words(table)}`;
    return `Another request holds ${what} for longer than ${seconds(WAIT_TIMEOUT)}. ${AGAIN}`;
  },
  deadlock: () => `This request and another one waited for each other, and this one was undone. ${AGAIN}`,
};

const words = (name: string): string => name.replaceAll('_', ' ');
const seconds = (milliseconds: number): string => `${milliseconds / 1_000} seconds`;
