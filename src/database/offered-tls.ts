import { connect } from 'node:net';
import { parseDatabaseUrl } from '../config/database-url';
import { WAIT_TIMEOUT } from './data-source-options';

/** The message by which a client asks for TLS: its length of 8, and a code of its own. */
const REQUEST_TLS = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
const DEFAULT_PORT = 5432;

/**
 * The URL with `sslmode=prefer` or `allow` decided for this process: TLS if the server offers it. The driver can't try
 * both. Any other URL, and that of a server that can't be reached, stays as it is.
 */
export async function withOfferedTls(url: string): Promise<string> {
  const { host = 'localhost', port = DEFAULT_PORT, tls } = parseDatabaseUrl(url);
  if (tls !== 'if-offered') return url;
  const isOffered = await offersTls(host, port);
  if (isOffered === undefined) return url;
  return url.replace(/([?&]sslmode=)(prefer|allow)/, `$1${isOffered ? 'no-verify' : 'disable'}`);
}

/** Undefined: no response. */
async function offersTls(host: string, port: number): Promise<boolean | undefined> {
  const socket = connect({ host, port });
  try {
    return await new Promise((resolve) => {
      const giveUp = (): void => {
        resolve(undefined);
      };
      socket.setTimeout(WAIT_TIMEOUT, giveUp);
      socket.once('error', giveUp).once('close', giveUp);
      socket.once('connect', () => socket.write(REQUEST_TLS));
      socket.once('data', (response) => {
        resolve(response.toString('latin1') === 'S');
      });
    });
  } finally {
    socket.destroy();
  }
}
