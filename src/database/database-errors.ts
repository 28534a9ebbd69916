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
  readonly constraint?: string;
  readonly message?: string;
}

/** Is the database away, overloaded or out of time? A retry may succeed then. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, message = '' } = error as DriverError;
  if (code !== undefined) return UNAVAILABLE_CODES.has(code) || UNAVAILABLE_STATES.test(code);
  return UNAVAILABLE_MESSAGES.test(message);
}

/** Did PostgreSQL refuse a value (class 22)? Then a rule of ours is too loose. */
export function isDataException(error: unknown): boolean {
  return error instanceof Error && ((error as DriverError).code ?? '').startsWith('22');
}

/** Is it the connection that failed, or that could not be had, whatever the statement was? */
export function isConnectionProblem(error: unknown): boolean {
  return isUnavailable(error) && !/^(57014|55P03)$/.test((error as DriverError).code ?? '');
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
