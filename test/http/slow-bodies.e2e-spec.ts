import { once } from 'node:events';
import { type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import express from 'express';
import { type BodyRequest, readBytesInTime } from '../../src/http/json-body';
import { chunksOf } from '../../src/http/streamed-body';

/** The time limits of the service, made short. */
const MILLISECONDS = 150;
const MIN_BYTES = 3;

let server: Server;

beforeAll(async () => {
  const app = express();
  app.post('/whole', (request, response) => {
    readBytesInTime(request as BodyRequest, response, MILLISECONDS, (error) => {
      response.json(error === undefined ? 'read' : (error as Error).message);
    });
  });
  app.post(['/streamed', '/streamed-at-once'], (request, response) => {
    const read = async (): Promise<string> => {
      let bytes = 0;
      for await (const chunk of chunksOf(request, { bytes: MIN_BYTES, milliseconds: MILLISECONDS })) {
        bytes += chunk.length;
        // Time that the client waits for us does not count.
        const pause = request.path === '/streamed' ? 2 * MILLISECONDS : 0;
        await new Promise((resolve) => setTimeout(resolve, pause));
        if (chunk.includes('!')) throw new Error('enough');
      }
      return `read ${bytes}`;
    };
    read().then(
      (text) => response.json(text),
      (error: unknown) => response.json((error as Error).message),
    );
  });
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Sends pieces of a body, with a pause before each, and returns the body of the response. */
async function send(
  path: string,
  length: number,
  ...pieces: (readonly [pause: number, text: string])[]
): Promise<unknown> {
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`);
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const answered = once(socket, 'data');
  for (const [pause, piece] of pieces) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    socket.write(piece);
  }
  await answered;
  socket.destroy();
  return JSON.parse(text.split('\r\n\r\n')[1]!);
}

const LATE = 'The request did not arrive in time.';

describe('a slow client', () => {
  it('has so much time for a whole body', async () => {
    expect(await send('/whole', 4, [0, 'ab'], [20, 'cd'])).toBe('read');
    expect(await send('/whole', 400, ...Array.from({ length: 8 }, () => [30, 'x'] as const))).toBe(LATE);
  });

  it('has so much time for some bytes of a streamed one', async () => {
    const slow = Array.from({ length: 4 }, () => [MILLISECONDS / 2, 'xxx'] as const);
    expect(await send('/streamed', 12, ...slow)).toMatch(/^read 12$/);
    expect(await send('/streamed', 4, [0, 'x'])).toBe(LATE);
  });

  it('is given up if it sends single bytes', async () => {
    const drips = Array.from({ length: 8 }, () => [MILLISECONDS / 2, 'x'] as const);
    expect(await send('/streamed-at-once', drips.length, ...drips)).toBe(LATE);
  });

  it('is answered before it has sent everything, if the rest does not matter', async () => {
    expect(await send('/streamed', 1_000_000, [0, '!'], [0, 'x'.repeat(999_999)])).toBe('enough');
  });
});
