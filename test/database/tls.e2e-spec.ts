import { copyFile, chmod, chown, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openDataSource } from '../../src/database/migrate';
import { withOfferedTls } from '../../src/database/offered-tls';
import { startEmbeddedPostgres } from '../../src/embedded-postgres/cluster';
import { createDatabase, type TestDatabase } from '../support/database';
import { temporaryFolder } from '../support/temporary-folder';

const FILES = join(__dirname, '../support/tls');
const CA = 'sslrootcert=ca.pem';
const CLIENT = 'sslcert=client.pem&sslkey=client.key';

let folder: string;
/** A server with TLS; that of all tests has none. */
let postgres: Awaited<ReturnType<typeof startEmbeddedPostgres>>;
let withoutTls: TestDatabase;

beforeAll(async () => {
  withoutTls = await createDatabase();
  folder = await temporaryFolder();
  postgres = await startEmbeddedPostgres({ dataFolder: folder });
  const data = join(folder, 'postgres');
  const owner = await stat(data);
  for (const name of ['ca.pem', 'server.pem', 'server.key']) {
    await copyFile(join(FILES, name), join(data, name));
    await chmod(join(data, name), 0o600);
    await chown(join(data, name), owner.uid, owner.gid);
  }
  const dataSource = await openDataSource(postgres.url);
  await dataSource.query("alter system set ssl_cert_file = 'server.pem'");
  await dataSource.query("alter system set ssl_key_file = 'server.key'");
  await dataSource.query("alter system set ssl_ca_file = 'ca.pem'");
  await dataSource.query('alter system set ssl = on');
  await dataSource.query('select pg_reload_conf()');
  const isOn = async (): Promise<boolean> =>
    (await withOfferedTls(urlOf('sslmode=prefer'))).endsWith('no-verify');
  while (!(await isOn())) await new Promise((resolve) => setTimeout(resolve, 20));
  await dataSource.destroy();
}, 60_000);

afterAll(async () => {
  await withoutTls.drop();
  await postgres.stop();
  await rm(folder, { recursive: true });
});

/** With the whole paths of the files that the query names. */
const urlOf = (query: string, url = postgres.url): string =>
  `${url}?${query.replace(/(?<==)\w+\.(pem|key)/g, (name) => encodeURIComponent(join(FILES, name)))}`;

/** What the server says of the connection, or the one line that says why there is none. */
async function connectionTo(url: string): Promise<unknown> {
  try {
    const dataSource = await openDataSource(await withOfferedTls(url));
    const [row] = await dataSource.query<object[]>(
      'select ssl as encrypted, client_dn as client from pg_stat_ssl where pid = pg_backend_pid()',
    );
    await dataSource.destroy();
    return row;
  } catch (error) {
    return (error as Error).message.replace(/:\d+ can not/, ' can not');
  }
}

describe('a server with a certificate of a private authority', () => {
  const PLAIN = { encrypted: false, client: null };
  const ENCRYPTED = { encrypted: true, client: null };
  const UNKNOWN =
    'The database projects at 127.0.0.1 can not be reached: self-signed certificate in certificate chain. ' +
    'Name the file of the authority that signed its certificate in sslrootcert of DATABASE_URL.';
  it.each<[query: string, outcome: unknown]>([
    ['sslmode=disable', PLAIN],
    ['sslmode=allow', ENCRYPTED],
    ['sslmode=prefer', ENCRYPTED],
    ['sslmode=require', ENCRYPTED],
    ['sslmode=no-verify', ENCRYPTED],
    ['sslmode=require&sslnegotiation=direct', ENCRYPTED],
    ['sslmode=require&channel_binding=require', ENCRYPTED],
    [`sslmode=require&${CLIENT}`, { encrypted: true, client: '/CN=postgres' }],
    [`sslmode=require&${CA}`, ENCRYPTED],
    [`sslmode=verify-ca&${CA}`, ENCRYPTED],
    ['sslmode=verify-full', UNKNOWN],
    [
      `sslmode=verify-full&${CA}`,
      "The database projects at 127.0.0.1 can not be reached: Hostname/IP does not match certificate's altnames: " +
        "IP: 127.0.0.1 is not in the cert's list. Write the host in DATABASE_URL as the certificate names it.",
    ],
  ])('is connected to with %s as libpq does', async (query, outcome) => {
    expect(await connectionTo(urlOf(query))).toEqual(outcome);
  });

  it('is connected to by the name of its certificate with sslmode=verify-full', async () => {
    const url = postgres.url.replace('127.0.0.1', 'localhost');
    expect(await connectionTo(urlOf(`sslmode=verify-full&${CA}`, url))).toEqual(ENCRYPTED);
  });
});

describe('a server without TLS', () => {
  const NONE = { encrypted: false, client: null };
  it.each(['disable', 'allow', 'prefer'])('is connected to with sslmode=%s', async (mode) => {
    expect(await connectionTo(urlOf(`sslmode=${mode}`, withoutTls.url))).toEqual(NONE);
  });

  it.each(['require', 'no-verify', 'verify-full'])('is refused with sslmode=%s', async (mode) => {
    expect(await connectionTo(urlOf(`sslmode=${mode}`, withoutTls.url))).toMatch(
      /^The database \S+ at 127\.0\.0\.1 can not be reached: The server does not support SSL connections\. Turn TLS on there, or use sslmode=disable or sslmode=prefer in DATABASE_URL\.$/,
    );
  });
});
