import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { drainOnClose } from '../../src/http/draining';
import { endSlowReaders } from '../../src/http/slow-readers';

/** The time limit of the service, made short. */
const LIMIT = 300;
/** More than the buffers of both sides take. */
const LARGE = 'x'.repeat(20_000_000);

let server: Server;
const sockets: Socket[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/later') setTimeout(() => response.end('later'), 4 * LIMIT);
    else response.end(request.url === '/large' ? LARGE : 'small');
  });
  // So that no connection of the test ends for being idle.
  server.keepAliveTimeout = 60_000;
  endSlowReaders(server, drainOnClose(server), { time: LIMIT, bytesPerMillisecond: LARGE.length });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.closeAllConnections();
  server.close();
});

function send(...paths: string[]): Socket {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  for (const path of paths) socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
  sockets.push(socket);
  return socket;
}

const connections = async (): Promise<number> =>
  new Promise((resolve) => {
    server.getConnections((_, count) => {
      resolve(count);
    });
  });

async function untilConnections(count: number): Promise<void> {
  while ((await connections()) !== count) await new Promise((resolve) => setTimeout(resolve, 20));
}

it('a client that does not read its response is cut off, and nobody else', async () => {
  const idle = send('/small');
  await once(idle, 'data');
  // The first response takes its time, and the others wait for it on the same connection.
  const patient = send('/later', '/small', '/small');
  const unread = send('/large');
  await once(unread, 'connect');
  await untilConnections(3);
  await untilConnections(2);
  let text = '';
  patient.on('data', (chunk: Buffer) => (text += chunk.toString()));
  while (text.split('small').length < 3) await once(patient, 'data');
  expect(text).toContain('later');
  expect([idle.destroyed, patient.destroyed]).toEqual([false, false]);
  // Not until its buffers were read does it learn of its end.
  unread.resume();
  await once(unread, 'close');
});
