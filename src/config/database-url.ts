import { readFileSync } from 'node:fs';
import { type ConnectionOptions } from 'node:tls';

/** What is wrong with the URL of a database: the end of a sentence that begins with the setting. Never a part of it. */
export class DatabaseUrlError extends Error {}

/** Where a database is, and how to speak to it. What is absent has the driver's default. */
export interface DatabaseAddress {
  /** A name, an address, or the folder of a Unix socket. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  /** False: no TLS. `if-offered`: TLS that verifies nothing if the server has TLS. Absent: nothing was said of it. */
  readonly tls: ConnectionOptions | false | 'if-offered' | undefined;
  readonly isTlsFirst: boolean;
  readonly isBoundToChannel: boolean;
  /** Further settings of the session, as libpq takes them: `-c name=value`. */
  readonly options: string | undefined;
  readonly applicationName: string | undefined;
}

const FORM = 'must look like postgres://user:password@host:5432/database';
const ENCODING =
  'has a character that must be percent-encoded: in user and password write %23 for #, %2F for /, %3F for ?, ' +
  '%40 for @ and %25 for %';
const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'no-verify', 'verify-ca', 'verify-full'] as const;
const PARAMETERS = new Set([
  ...['host', 'port', 'user', 'password', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'sslpassword'],
  ...['sslnegotiation', 'channel_binding', 'options', 'application_name'],
]);

/** Reads a URL as libpq does, so that one which works with psql means the same here. Fails with a DatabaseUrlError. */
export function parseDatabaseUrl(value: string): DatabaseAddress {
  const url = urlOf(value);
  // A password with one of these ends where it begins, and its rest is taken for something else.
  if (url.hash !== '' || (url.pathname + url.search).includes('@')) throw new DatabaseUrlError(ENCODING);
  const parameters = url.searchParams;
  for (const name of parameters.keys()) {
    if (name === 'ssl') throw new DatabaseUrlError('must have sslmode instead of ssl');
    if (!PARAMETERS.has(name))
      throw new DatabaseUrlError(`has the parameter ${name}, which is not supported: leave it out`);
  }
  const host = parameters.get('host') ?? decoded(url.hostname.replace(/^\[(.+)\]$/, '$1'));
  if (host.includes(',')) throw new DatabaseUrlError(SEVERAL_HOSTS);
  const port = parameters.get('port') ?? url.port;
  if (port !== '' && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535))
    throw new DatabaseUrlError('must have a port from 1 to 65535');
  return {
    host: host || undefined,
    port: port === '' ? undefined : Number(port),
    user: parameters.get('user') ?? (decoded(url.username) || undefined),
    password: parameters.get('password') ?? (decoded(url.password) || undefined),
    database: decoded(url.pathname.slice(1)) || undefined,
    tls: host.startsWith('/') ? false : tlsOf(parameters),
    isTlsFirst: choice(parameters, 'sslnegotiation', ['postgres', 'direct']) === 'direct',
    isBoundToChannel: ['prefer', 'require'].includes(
      choice(parameters, 'channel_binding', ['disable', 'prefer', 'require']) ?? '',
    ),
    options: parameters.get('options') ?? undefined,
    applicationName: parameters.get('application_name') ?? undefined,
  };
}

const SEVERAL_HOSTS = 'must name one host: name the address that stays the same in a failover';

function urlOf(value: string): URL {
  if (/^jdbc:/i.test(value)) throw new DatabaseUrlError(`${FORM}, not like a JDBC URL`);
  if (!/^postgres(ql)?:\/\//.test(value)) throw new DatabaseUrlError(FORM);
  const rest = value.slice(value.indexOf('//') + 2);
  const authority = /^[^/?#]*/.exec(rest)![0];
  try {
    // libpq allows a user without a host, for a socket; a URL does not.
    return new URL(authority.endsWith('@') ? value.replace('@/', '@localhost/') : value);
  } catch {
    if (authority.slice(authority.lastIndexOf('@') + 1).includes(','))
      throw new DatabaseUrlError(SEVERAL_HOSTS);
    throw new DatabaseUrlError(rest.slice(authority.length).includes('@') ? ENCODING : FORM);
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new DatabaseUrlError(ENCODING);
  }
}

function choice<Value extends string>(
  parameters: URLSearchParams,
  name: string,
  values: readonly Value[],
): Value | undefined {
  const given = parameters.get(name);
  if (given === null) return undefined;
  const value = values.find((one) => one === given);
  if (value === undefined) throw new DatabaseUrlError(`must have one of ${values.join(', ')} as ${name}`);
  return value;
}

/** What the modes mean to libpq: `require` encrypts, and only the two that are called so verify. */
function tlsOf(parameters: URLSearchParams): DatabaseAddress['tls'] {
  const mode = choice(parameters, 'sslmode', SSL_MODES);
  const root = parameters.get('sslrootcert');
  const hasKey = parameters.has('sslkey');
  if (hasKey !== parameters.has('sslcert'))
    throw new DatabaseUrlError('must have both sslcert and sslkey or neither');
  if (mode === undefined && root === null && !hasKey) return undefined;
  if (mode === 'disable') return false;
  if (root === 'system' && mode !== undefined && mode !== 'verify-full')
    throw new DatabaseUrlError('must have sslmode=verify-full with sslrootcert=system');
  if (mode === 'verify-ca' && root === null)
    throw new DatabaseUrlError('must name the file of the authority in sslrootcert with sslmode=verify-ca');
  if ((mode === 'prefer' || mode === 'allow') && root === null && !hasKey) return 'if-offered';
  return {
    ...(root === null || root === 'system' ? {} : { ca: fileOf(parameters, 'sslrootcert') }),
    ...(hasKey ? { cert: fileOf(parameters, 'sslcert'), key: fileOf(parameters, 'sslkey') } : {}),
    ...(parameters.has('sslpassword') ? { passphrase: parameters.get('sslpassword')! } : {}),
    ...verificationOf(mode, root !== null),
  };
}

function verificationOf(mode: (typeof SSL_MODES)[number] | undefined, hasRoot: boolean): ConnectionOptions {
  if (mode === undefined || mode === 'verify-full') return {};
  // An authority that is named makes libpq verify the certificate, but not the name in it.
  if (mode !== 'no-verify' && hasRoot) return { checkServerIdentity: () => undefined };
  return { rejectUnauthorized: false };
}

function fileOf(parameters: URLSearchParams, name: string): string {
  try {
    return readFileSync(parameters.get(name)!, 'utf8');
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new DatabaseUrlError(`names a file in ${name} that can not be read (${code})`);
  }
}
