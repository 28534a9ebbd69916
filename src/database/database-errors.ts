import { isOfOtherProtocol } from './write-protocol';

/** Why the database can't do now what it was asked, though it may do it later. */
export type Unavailability =
  | 'unreachable'
  /** The server takes no writes, as during a failover. */
  | 'read-only'
  /** A later release has changed how rows are written. */
  | 'outdated'
  /** The server's clock is behind what is stored. */
  | 'clock behind'
  /** Whether the statement has happened is unknown. */
  | 'cut off'
  /** The server takes neither the user nor the password any more. */
  | 'login refused'
  | 'no connection free'
  | 'no turn'
  | 'too many'
  | 'disk full'
  | 'out of resources'
  | 'too slow'
  | 'held'
  | 'deadlock';

/** The reason, where no error of the driver says it. */
export class UnavailableError extends Error {
  constructor(
    readonly reason: Unavailability,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

/** By SQLSTATE. */
const BY_STATE: readonly (readonly [RegExp, Unavailability])[] = [
  [/^57014$/, 'too slow'],
  [/^55P03$/, 'held'],
  [/^40P01$/, 'deadlock'],
  [/^25006$/, 'read-only'],
  [/^28(000|P01)$/, 'login refused'],
  [/^53100$/, 'disk full'],
  [/^53...$/, 'out of resources'],
  [/^(08...|57P0[1-5]|25P03)$/, 'unreachable'],
];
const UNREACHABLE_CODES = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);
const CUT_CODES = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);
/** The driver gives these no code. */
const BY_MESSAGE: readonly (readonly [RegExp, Unavailability])[] = [
  [/timeout exceeded when trying to connect/, 'no connection free'],
  [/Connection terminated|Query read timeout/, 'cut off'],
  [/Client has encountered a connection error|after calling end on the pool/, 'unreachable'],
];

const OF_CONNECTION: ReadonlySet<Unavailability> = new Set([
  'unreachable',
  'read-only',
  'clock behind',
  'login refused',
  'cut off',
  'no connection free',
  'disk full',
  'out of resources',
]);

interface DriverError {
  readonly code?: string;
  readonly constraint?: string;
  readonly message?: string;
  readonly where?: string;
}

/** What a node of Citus says of rows that are copied to it, without the SQLSTATE of that. */
const BY_MESSAGE_OF_NODE: readonly (readonly [RegExp, string])[] = [
  [/^duplicate key value violates unique constraint/, '23505'],
  [/violates foreign key constraint/, '23503'],
  [/^canceling statement due to lock timeout/, '55P03'],
  [/^canceling statement due to statement timeout/, '57014'],
  [/^deadlock detected/, '40P01'],
];

/** The SQLSTATE of an error of PostgreSQL, or the code of another one. */
function codeOf(error: unknown): string | undefined {
  const { code, message = '' } = error as DriverError;
  if (code !== 'XX000') return code;
  return BY_MESSAGE_OF_NODE.find(([pattern]) => pattern.test(message))?.[1] ?? code;
}

/** Is the database away, overloaded or out of time, and how? A retry may succeed then. Undefined: it is not. */
export function unavailabilityOf(error: unknown): Unavailability | undefined {
  if (error instanceof UnavailableError) return error.reason;
  if (!(error instanceof Error)) return undefined;
  const { message = '' } = error as DriverError;
  const code = codeOf(error);
  if (code !== undefined && CUT_CODES.has(code)) return 'cut off';
  if (code !== undefined && UNREACHABLE_CODES.has(code)) return 'unreachable';
  if (isOfOtherProtocol(code, message)) return 'outdated';
  const [text, known] = code === undefined ? [message, BY_MESSAGE] : [code, BY_STATE];
  return known.find(([pattern]) => pattern.test(text))?.[1];
}

/** Does the server still work on the statement, as far as is known? The driver waits no longer. */
export function isUnanswered(error: Error | undefined): boolean {
  return error?.message === 'Query read timeout';
}

/** The end of the name of a part of a distributed table, or of what belongs to that. */
const SHARD = '(?:_\\d+)?';
const HELD_TABLE = new RegExp(`^while .* tuple .* in relation "(?!uq_|pk_)([a-z_]+?)${SHARD}"$`, 'm');
const HELD_UNIQUE = new RegExp(
  `^while inserting index tuple .* in relation "uq_[a-z]+_([a-z_]+?)${SHARD}"$`,
  'm',
);
const VIOLATED_UNIQUE = new RegExp(`unique constraint "([a-z_]+?)${SHARD}"`);

/** The table of the row whose lock was held for too long, if PostgreSQL names it. */
export function heldTable(error: unknown): string | undefined {
  const { where = '' } = error as DriverError;
  return HELD_TABLE.exec(where)?.[1];
}

/** The unique value that another transaction is writing, from the name of its constraint: `uq_<table>_<what>`. */
export function heldUnique(error: unknown): string | undefined {
  const { where = '' } = error as DriverError;
  return HELD_UNIQUE.exec(where)?.[1];
}

/** Did the statement wait too long for a row, and not for a table? Then other statements of its kind may not have to. */
export function isHeldRow(error: unknown): boolean {
  return isLockTimeout(error) && /^while .* tuple .* in relation /m.test((error as DriverError).where ?? '');
}

/** Did PostgreSQL refuse a value (class 22)? Then a rule of ours is too loose. */
export function isDataException(error: unknown): boolean {
  return error instanceof Error && (codeOf(error) ?? '').startsWith('22');
}

/** Is it the connection that failed, or that could not be had, whatever the statement was? */
export function isConnectionProblem(error: unknown): boolean {
  const reason = unavailabilityOf(error);
  return reason !== undefined && OF_CONNECTION.has(reason);
}

/** Is the server gone, or another one than before? Then the other connections to it are of no more use than this one. */
export function isServerGone(error: unknown): boolean {
  const reason = unavailabilityOf(error);
  return reason === 'read-only' || reason === 'cut off' || reason === 'unreachable';
}

const [FOREIGN_KEY_VIOLATION, UNIQUE_VIOLATION] = ['23503', '23505'];
const CONFLICTS = new Set([FOREIGN_KEY_VIOLATION, UNIQUE_VIOLATION, '40001', '40P01']);

/**
 * Did another transaction write what this one did not expect? A key that held when it was looked at is broken, or one of
 * the two was rolled back. When the work runs again, it sees what the other transaction has written.
 */
export function isConflict(error: unknown): boolean {
  return CONFLICTS.has(codeOf(error) ?? '');
}

export function isForeignKeyViolation(error: unknown): boolean {
  return codeOf(error) === FOREIGN_KEY_VIOLATION;
}

/** The name of the unique constraint or index that the statement violates. A node of Citus names it in the message alone. */
export function violatedUnique(error: unknown): string | undefined {
  const { constraint, message = '' } = error as DriverError;
  return codeOf(error) === UNIQUE_VIOLATION ? (constraint ?? VIOLATED_UNIQUE.exec(message)?.[1]) : undefined;
}

/** Did the statement wait too long for what another session holds? */
export function isLockTimeout(error: unknown): boolean {
  return codeOf(error) === '55P03';
}

/** Did the statement take longer than it may? */
export function isStatementTimeout(error: unknown): boolean {
  return codeOf(error) === '57014';
}

/** Did the statement and another one wait for each other? This one was given up, and can be sent again. */
export function isDeadlock(error: unknown): boolean {
  return codeOf(error) === '40P01';
}

/** Did the connection break while a statement was on its way? It may have been committed, and nothing could say so. */
export function mayBeCommitted(error: unknown): boolean {
  const reason = unavailabilityOf(error);
  // What a connection that could not be opened says is not about a statement, and neither is 57P03 (starting up).
  const { code = '' } = error as DriverError;
  return (
    reason === 'cut off' || (reason === 'unreachable' && !UNREACHABLE_CODES.has(code) && code !== '57P03')
  );
}
