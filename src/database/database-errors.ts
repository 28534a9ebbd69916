/** SQLSTATE classes and codes that say that the database can't serve right now, whatever it was asked. */
const UNAVAILABLE_STATES = /^(08...|53...|57P0[1-5]|57014|25P03|55P03)$/;
const UNAVAILABLE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
/** The driver gives these no code. */
const UNAVAILABLE_MESSAGES =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|after calling end on the pool/;

interface DriverError {
  readonly code?: string;
  readonly message?: string;
  readonly constraint?: string;
}

/** Is the database away, overloaded or out of time? A retry may succeed then. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, message = '' } = error as DriverError;
  if (code !== undefined) return UNAVAILABLE_CODES.has(code) || UNAVAILABLE_STATES.test(code);
  return UNAVAILABLE_MESSAGES.test(message);
}

/** Constraint of the schema → what its violation means to the caller. */
export type ConstraintErrors = Readonly<Record<string, () => Error>>;

/**
 * The error that a violated constraint stands for, or undefined. A sharded PostgreSQL appends `_<number>` to the names,
 * so the beginning decides.
 */
export function constraintError(error: unknown, errors: ConstraintErrors): Error | undefined {
  const { constraint } = error as DriverError;
  if (constraint === undefined) return undefined;
  const name = Object.keys(errors).find((known) => new RegExp(`^${known}(_\\d+)?$`).test(constraint));
  return name === undefined ? undefined : errors[name]!();
}
