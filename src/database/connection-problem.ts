import { type DatabaseAddress } from '../config/database-url';

/** By the code of the error, or by its message. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    // The latter is what PgBouncer says.
    /^28P01 | SASL authentication failed$/,
    'Check the user and the password in DATABASE_URL; characters like # / ? @ % in them must be percent-encoded.',
  ],
  [/^28000 .*no encryption$/, 'Add sslmode=verify-full or sslmode=require to DATABASE_URL.'],
  [
    / The server does not support SSL connections$/,
    'Turn TLS on there, or use sslmode=disable or sslmode=prefer in DATABASE_URL.',
  ],
  [/^ERR_TLS_CERT_ALTNAME_INVALID /, 'Write the host in DATABASE_URL as the certificate names it.'],
  [
    /^\S*(CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER)/,
    'Name the file of the authority that signed its certificate in sslrootcert of DATABASE_URL.',
  ],
  [
    / the settings of a session are refused/,
    'If DATABASE_URL names a pooler, let it pass `set` on, or name PostgreSQL itself.',
  ],
];

/** Why a database can't be reached, and what to do about it. Never a part of the password. */
export function connectionProblem(
  error: unknown,
  { host, port, database }: DatabaseAddress,
  setting: string,
): string {
  // A host name with several addresses fails with an error for each of them, and with no message of its own.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const { code = '', message = String(first) } = first as Partial<Error & { code: string }>;
  const reason = message.replace(/[.:\s]+$/, '');
  const place = [host ?? 'localhost', ...(port === undefined || host?.startsWith('/') ? [] : [port])];
  const [, advice = 'Check that PostgreSQL is running there and that DATABASE_URL is right.'] =
    ADVICE.find(([pattern]) => pattern.test(`${code} ${reason}`)) ?? [];
  return `The database ${database ?? 'of the user'} at ${place.join(':')} can not be reached: ${reason}. ${advice.replace('DATABASE_URL', setting)}`;
}
