import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { drainOnClose } from '../../src/http/draining';
import { endSlowReaders } from '../../src/http/slow-readers';

/** The time limit of the service, made short. */
const LIMIT = 1_500;
/** More than the buffers of both sides take. */
const LARGE = 'x'.repeat(20_000_000);
const CHUNK = Buffer.alloc(64 * 1024);
const CHUNKS = 400;

let server: Server;
const sockets: Socket[] = [];
/** Of each chunked response that has ended: was all of it sent? */
let chunkedEnds: boolean[] = [];

beforeAll(async () => {
  server = createServer();
  const { inFlight, through } = drainOnClose(server);
  const handle = through((request, response) => {
    switch (request.url) {
      case '/small':
        return response.end('small');
      case '/later':
        return setTimeout(() => response.end('later'), 1.5 * LIMIT);
      case '/large':
        return response.end(LARGE);
      case '/chunks-later':
        return setTimeout(() => void sendChunks(response), 1.5 * LIMIT);
      default:
        return void sendChunks(response);
    }
  });
  // So that no connection of the test ends for being idle.
  server.keepAliveTimeout = 60_000;
  server.on('request', handle);
  endSlowReaders(server, inFlight, { time: LIMIT, bytesPerMillisecond: LARGE.length });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

beforeEach(() => {
  chunkedEnds = [];
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Sends as the client reads, and not all at once. */
async function sendChunks(response: ServerResponse): Promise<void> {
  response.once('close', () => chunkedEnds.push(response.writableFinished));
  for (let chunk = 0; chunk < CHUNKS && !response.destroyed; chunk++)
    if (!response.write(CHUNK)) await once(response, 'drain');
  response.end();
}

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

/** Far more than all of it takes: what never happens fails here, and leaves no loop behind. */
const DEADLINE = 20_000;

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + DEADLINE;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error('what the test waits for did not happen');
    await delay(10);
  }
}

async function untilConnections(count: number): Promise<void> {
  await until(async () => (await connections()) === count);
}

async function untilChunkedEnd(): Promise<boolean> {
  await until(() => Promise.resolve(chunkedEnds.length > 0));
  return chunkedEnds[0]!;
}

it('a client that does not read its response is cut off, and no other', async () => {
  await untilConnections(0);
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
  await until(() => Promise.resolve(text.split('small').length >= 3));
  expect(text).toContain('later');
  expect([idle.destroyed, patient.destroyed]).toEqual([false, false]);
  // Not until its buffers were read does it learn of its end.
  unread.resume();
  await once(unread, 'close');
});

describe('a response that is sent in chunks', () => {
  it('ends unfinished if the client stops to read', async () => {
    const socket = send('/chunks');
    await once(socket, 'data');
    socket.pause();
    expect(await untilChunkedEnd()).toBe(false);
  });

  it.each(['/chunks', '/chunks-later'])('is sent whole to a client that reads slowly: %s', async (path) => {
    let bytes = 0;
    // Longer than the limit in all, and each buffer within it.
    const socket = send(path).on('data', (data) => {
      bytes += data.length;
      socket.pause();
      setTimeout(() => socket.resume(), 5);
    });
    expect(await untilChunkedEnd()).toBe(true);
    await until(() => Promise.resolve(bytes >= CHUNKS * CHUNK.length));
  });
});
