/** Why the database can't do now what it was asked, though it may do it later. */
export type Unavailability =
  'unreachable' | 'no connection free' | 'out of resources' | 'too slow' | 'held' | 'deadlock';

/** By SQLSTATE. */
const BY_STATE: readonly (readonly [RegExp, Unavailability])[] = [
  [/^57014$/, 'too slow'],
  [/^55P03$/, 'held'],
  [/^40P01$/, 'deadlock'],
  [/^53...$/, 'out of resources'],
  [/^(08...|57P0[1-5]|25P03)$/, 'unreachable'],
];
const UNREACHABLE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
/** The driver gives these no code. */
const BY_MESSAGE: readonly (readonly [RegExp, Unavailability])[] = [
  // The latter: the settings of a new connection were not made in time.
  [/timeout exceeded when trying to connect|Query read timeout/, 'no connection free'],
  [
    /Connection terminated|Client has encountered a connection error|after calling end on the pool/,
    'unreachable',
  ],
];

interface DriverError {
  readonly code?: string;
  readonly constraint?: string;
  readonly message?: string;
  readonly where?: string;
}

/** Is the database away, overloaded or out of time, and how? A retry may succeed then. Undefined: it is not. */
export function unavailabilityOf(error: unknown): Unavailability | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, message = '' } = error as DriverError;
  if (code !== undefined && UNREACHABLE_CODES.has(code)) return 'unreachable';
  const [text, known] = code === undefined ? [message, BY_MESSAGE] : [code, BY_STATE];
  return known.find(([pattern]) => pattern.test(text))?.[1];
}

/** The table of the row whose lock was held for too long, if PostgreSQL names it. */
export function heldTable(error: unknown): string | undefined {
  const { where = '' } = error as DriverError;
  return /^while (?:locking|updating|deleting) .* in relation "([a-z_]+)"$/m.exec(where)?.[1];
}

/** Did PostgreSQL refuse a value (class 22)? Then a rule of ours is too loose. */
export function isDataException(error: unknown): boolean {
  return error instanceof Error && ((error as DriverError).code ?? '').startsWith('22');
}

/** Is it the connection that failed, or that could not be had, whatever the statement was? */
export function isConnectionProblem(error: unknown): boolean {
  const reason = unavailabilityOf(error);
  return reason === 'unreachable' || reason === 'no connection free' || reason === 'out of resources';
}

/** Did the statement break a foreign key or a unique constraint? */
export function isIntegrityViolation(error: unknown): boolean {
  const { code } = error as DriverError;
  return code === '23503' || code === '23505';
}

/** Did the statement wait too long for what somebody else holds? */
export function isLockTimeout(error: unknown): boolean {
  return (error as DriverError).code === '55P03';
}

/** Did the statement and another one wait for each other? This one was given up, and can be sent again. */
export function isDeadlock(error: unknown): boolean {
  return (error as DriverError).code === '40P01';
}
