/** Of an error of PostgreSQL: what was wrong and where, and nothing that the caller sent. */
const POSTGRESQL_FIELDS = ['code', 'severity', 'table', 'column', 'constraint', 'routine'] as const;

/**
 * What a log line holds of an error: `type`, `message`, the frames of `stack`, some fields of PostgreSQL, and its cause.
 * Everything else (details, parameters, statements) can hold values of the caller, and so does the message of a value that
 * PostgreSQL refused (class 22).
 */
export function errorFields(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const fields = error as Error & Readonly<Partial<Record<string, unknown>>>;
  const quotesValue = typeof fields.code === 'string' && fields.code.startsWith('22');
  const known = POSTGRESQL_FIELDS.filter((name) => fields[name] !== undefined);
  return {
    type: error.constructor.name,
    ...(quotesValue ? {} : { message: error.message }),
    stack: framesOf(error),
    ...Object.fromEntries(known.map((name) => [name, fields[name]])),
    ...(error.cause === undefined ? {} : { cause: errorFields(error.cause) }),
  };
}

/** The stack without the message above it. */
function framesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
