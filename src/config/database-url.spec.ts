import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DatabaseAddress, DatabaseUrlError, parseDatabaseUrl } from './database-url';

const NOTHING: DatabaseAddress = {
  host: undefined,
  port: undefined,
  user: undefined,
  password: undefined,
  database: undefined,
  tls: undefined,
  isTlsFirst: false,
  isBoundToChannel: false,
  options: undefined,
  applicationName: undefined,
};
const SOCKET = { ...NOTHING, host: '/run/postgresql', tls: false } as const;

let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'projects-api-test-'));
  file = join(folder, 'some.pem');
  writeFileSync(file, 'PEM');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('parseDatabaseUrl', () => {
  it.each<[string, Partial<DatabaseAddress>]>([
    ['postgres://', {}],
    ['postgresql://db/projects', { host: 'db', database: 'projects' }],
    [
      'postgres://me:secret@db:5433/projects',
      { host: 'db', port: 5433, user: 'me', password: 'secret', database: 'projects' },
    ],
    [
      'postgres://m%40e:p%23%2F%3F%40%25%3A@db/pro%20jects',
      { host: 'db', user: 'm@e', password: 'p#/?@%:', database: 'pro jects' },
    ],
    [
      'postgres://me:p@ss:word!@db/projects',
      { host: 'db', user: 'me', password: 'p@ss:word!', database: 'projects' },
    ],
    ['postgres://[::1]:5432/projects', { host: '::1', port: 5432, database: 'projects' }],
    ['postgres:///projects?host=/run/postgresql', { ...SOCKET, database: 'projects' }],
    ['postgres://%2Frun%2Fpostgresql/projects', { ...SOCKET, database: 'projects' }],
    ['postgres://me@/projects?host=/run/postgresql', { ...SOCKET, user: 'me', database: 'projects' }],
    ['postgres:///projects?host=/run/postgresql&sslmode=require', { ...SOCKET, database: 'projects' }],
    [
      'postgres://db/projects?user=me&password=p%26q&port=5433&application_name=crm&options=-c%20search_path%3Dcrm',
      {
        ...{ host: 'db', port: 5433, user: 'me', password: 'p&q', database: 'projects' },
        ...{ applicationName: 'crm', options: '-c search_path=crm' },
      },
    ],
    [
      'postgres://db/projects?sslnegotiation=direct&channel_binding=require&sslmode=verify-full',
      { host: 'db', database: 'projects', isTlsFirst: true, isBoundToChannel: true, tls: {} },
    ],
  ])('reads %s', (url, address) => {
    expect(parseDatabaseUrl(url)).toEqual({ ...NOTHING, ...address });
  });

  it.each<[string, DatabaseAddress['tls']]>([
    ['', undefined],
    ['sslmode=disable', false],
    ['sslmode=allow', 'if-offered'],
    ['sslmode=prefer', 'if-offered'],
    ['sslmode=require', { rejectUnauthorized: false }],
    ['sslmode=no-verify', { rejectUnauthorized: false }],
    ['sslmode=no-verify&sslrootcert=FILE', { ca: 'PEM', rejectUnauthorized: false }],
    ['sslmode=require&sslrootcert=FILE', { ca: 'PEM', checkServerIdentity: expect.any(Function) as never }],
    ['sslmode=verify-ca&sslrootcert=FILE', { ca: 'PEM', checkServerIdentity: expect.any(Function) as never }],
    ['sslmode=verify-full&sslrootcert=FILE', { ca: 'PEM' }],
    ['sslmode=verify-full', {}],
    ['sslrootcert=system', {}],
    ['sslrootcert=FILE', { ca: 'PEM' }],
    [
      'sslmode=require&sslcert=FILE&sslkey=FILE&sslpassword=secret',
      { cert: 'PEM', key: 'PEM', passphrase: 'secret', rejectUnauthorized: false },
    ],
  ])('reads TLS from ?%s', (query, tls) => {
    expect(
      parseDatabaseUrl(`postgres://db/p?${query.replaceAll('FILE', encodeURIComponent(file))}`).tls,
    ).toEqual(tls);
  });

  const ENCODED =
    'has a character that must be percent-encoded: in user and password write %23 for #, %2F for /, %3F for ?, ' +
    '%40 for @ and %25 for %';
  const FORM = 'must look like postgres://user:password@host:5432/database';
  const ONE_HOST = 'must name one host: name the address that stays the same in a failover';
  it.each<readonly [string, string]>([
    ['mysql://me:secret@db/projects', FORM],
    ['db.example.com', FORM],
    ['postgres://me:secret@db:port/projects', FORM],
    ['postgres://me:secret@db:65536/projects', FORM],
    ['jdbc:postgresql://db/projects?password=secret', `${FORM}, not like a JDBC URL`],
    ...[
      'sec#ret',
      '12#secret',
      'sec/ret',
      '12/secret',
      'sec?ret',
      '12?secret',
      '12?secret=1',
      '%secret',
      'sec@/ret',
    ].map((password) => [`postgres://me:${password}@db/projects`, ENCODED] as const),
    ['postgres://me:secret@one:5432,two:5432/projects', ONE_HOST],
    ['postgres://me:secret@one,two/projects', ONE_HOST],
    ['postgres://me:secret@/projects?host=one,two', ONE_HOST],
    ...['db:0/projects', 'db/projects?port=http', 'db/projects?port=0', 'db/projects?port=65536'].map(
      (rest) => [`postgres://${rest}`, 'must have a port from 1 to 65535'] as const,
    ),
    ['postgres://db/projects?schema=crm', 'has the parameter schema, which is not supported: leave it out'],
    ['postgres://db/projects?ssl=true', 'must have sslmode instead of ssl'],
    [
      'postgres://db/projects?sslmode=on',
      'must have one of disable, allow, prefer, require, no-verify, verify-ca, verify-full as sslmode',
    ],
    [
      'postgres://db/projects?sslmode=verify-ca',
      'must name the file of the authority in sslrootcert with sslmode=verify-ca',
    ],
    [
      'postgres://db/projects?sslmode=require&sslrootcert=system',
      'must have sslmode=verify-full with sslrootcert=system',
    ],
    ['postgres://db/projects?sslcert=/tmp/client.pem', 'must have both sslcert and sslkey or neither'],
    [
      'postgres://db/projects?sslrootcert=/does/not/exist.pem',
      'names a file in sslrootcert that can not be read (ENOENT)',
    ],
  ])('refuses %s', (url, problem) => {
    expect(() => parseDatabaseUrl(url)).toThrow(new DatabaseUrlError(problem));
    expect(problem).not.toContain('secret');
  });
});
