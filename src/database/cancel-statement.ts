import { connect } from 'node:net';
import { type ClientBase } from 'pg';

/** A server that does not take the message in this time, in milliseconds, is gone. */
const TIMEOUT = 1_000;
const CANCEL_CODE = 80_877_102;

/** Of the driver's client, some of which its types do not know. */
interface Address {
  readonly host: string;
  readonly port: number;
  readonly processID?: unknown;
  readonly secretKey?: unknown;
}

/**
 * Asks the server to give up what runs for a connection: that the connection closes it does not notice before the end of
 * the statement. Poolers pass it on while they have the connection. Nothing responds to it, and it never fails.
 */
export async function cancelStatement(client: ClientBase): Promise<void> {
  const { host, port, processID, secretKey } = client as unknown as Address;
  if (typeof processID !== 'number' || typeof secretKey !== 'number') return;
  const message = Buffer.alloc(16);
  [message.length, CANCEL_CODE, processID, secretKey].forEach((value, at) => {
    message.writeInt32BE(value | 0, 4 * at);
  });
  const socket = connect(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port });
  await new Promise<void>((resolve) => {
    socket.setTimeout(TIMEOUT, () => socket.destroy());
    // The server closes the connection when it has passed the message on. A pooler forgets the message if the client does.
    socket
      .on('error', () => undefined)
      .on('close', () => {
        resolve();
      })
      .resume()
      .write(message);
  });
}
