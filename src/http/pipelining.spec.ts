import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { MAX_WAITING, oneAtATime } from './pipelining';

/** More than the buffers between a server and a client that does not read. */
const LARGE = Buffer.alloc(32 * 1024 ** 2);
const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

let server: Server;
let client: Socket;
let received: number;
let handled: ServerResponse[];

beforeEach(async () => {
  received = 0;
  handled = [];
  server = createServer(
    oneAtATime((_request, response) => {
      handled.push(response);
    }),
  );
  server.on('request', () => received++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(client, 'connect');
});

afterEach(() => {
  client.destroy();
  server.close();
  server.closeAllConnections();
});

const until = async (isTrue: () => boolean): Promise<void> => {
  while (!isTrue()) await pause(5);
};

it('handles the next request of a connection when the response before it is sent', async () => {
  client.resume();
  client.write(REQUEST.repeat(3));
  for (const count of [1, 2, 3]) {
    await until(() => handled.length >= count);
    await pause(20);
    expect([received, handled.length]).toEqual([3, count]);
    handled[count - 1]!.end('done');
  }
});

it('handles no further request while a client does not read the response before it', async () => {
  client.pause();
  client.write(REQUEST.repeat(10));
  await until(() => handled.length > 0);
  handled[0]!.end(LARGE);
  await pause(100);
  expect(handled).toHaveLength(1);
  client.resume();
  await until(() => handled.length === 2);
  expect(received).toBe(10);
});

it('closes a connection on which more requests wait than may', async () => {
  client.on('error', () => undefined);
  client.write(REQUEST.repeat(1 + MAX_WAITING));
  await until(() => received === 1 + MAX_WAITING);
  await pause(20);
  expect([handled.length, client.closed]).toEqual([1, false]);
  client.write(REQUEST);
  await once(client, 'close');
  expect(handled).toHaveLength(1);
});

it('handles no further request of a connection that has ended', async () => {
  client.write(REQUEST.repeat(2));
  await until(() => received === 2);
  client.destroy();
  await until(() => handled[0]!.closed);
  await pause(20);
  expect(handled).toHaveLength(1);
});

it('keeps no connection waiting for another', async () => {
  client.write(REQUEST);
  await until(() => handled.length === 1);
  const other = connect((server.address() as AddressInfo).port, '127.0.0.1');
  other.write(REQUEST);
  await until(() => handled.length === 2);
  expect(handled[1]!.socket).not.toBe(handled[0]!.socket);
  other.destroy();
});
