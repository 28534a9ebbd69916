import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { endStalled } from '../../src/http/stalled-readers';

/** The interval of the service, made short. */
const INTERVAL = 500;
const PIECE = Buffer.alloc(64 * 1024);
/** More than the buffers of two sockets hold. */
const PIECES = 400;

let server: Server;
const ended: boolean[] = [];

beforeEach(async () => {
  ended.length = 0;
  server = createServer((request, response) => {
    endStalled(response, INTERVAL);
    response.once('close', () => ended.push(response.writableFinished));
    const send = async (): Promise<void> => {
      // What the client waits for does not count against it.
      if (request.url === '/late') await delay(3 * INTERVAL);
      for (let piece = 0; piece < PIECES && !response.destroyed; piece++)
        if (!response.write(PIECE)) await once(response, 'drain');
      response.end();
    };
    send().catch(() => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function request(path: string): Socket {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  return socket;
}

async function untilEnded(): Promise<boolean> {
  while (ended.length === 0) await delay(10);
  return ended[0]!;
}

describe('a response that is long', () => {
  it('ends unfinished if the client does not read it', async () => {
    const socket = request('/');
    socket.pause();
    expect(await untilEnded()).toBe(false);
  });

  it('is sent whole to a client that reads, however late it begins', async () => {
    let bytes = 0;
    const socket = request('/late').on('data', (data) => (bytes += data.length));
    const closed = once(socket, 'close');
    expect(await untilEnded()).toBe(true);
    await closed;
    expect(bytes).toBeGreaterThanOrEqual(PIECES * PIECE.length);
  });

  it('is sent whole to a client that reads slowly', async () => {
    const socket = request('/');
    const closed = once(socket, 'close');
    let bytes = 0;
    socket.on('data', (data) => {
      bytes += data.length;
      socket.pause();
      setTimeout(() => socket.resume(), 5);
    });
    expect(await untilEnded()).toBe(true);
    await closed;
    expect(bytes).toBeGreaterThanOrEqual(PIECES * PIECE.length);
  });
});
