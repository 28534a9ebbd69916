import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { type Socket } from 'node:net';
import { readEnv } from '../../src/config/env';
import { startApp, type TestApp, type TestAppOptions } from '../support/app';
import { connectTo } from '../support/raw-http';

let running: TestApp | undefined;

async function start(options: TestAppOptions = {}): Promise<TestApp> {
  running = await startApp(options);
  return running;
}

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

/** Requests the health on a connection of its own, and leaves it open for a next request. */
async function idleConnection({ url }: TestApp): Promise<{ socket: Socket; keepAlive: unknown }> {
  const socket = connectTo(url);
  socket.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const [head] = (await once(socket, 'data')) as [Buffer];
  return { socket, keepAlive: /^Keep-Alive: (.*)$/m.exec(head.toString())?.[1]?.trim() };
}

describe('an idle connection', () => {
  it('is kept for longer than load balancers keep theirs', async () => {
    const service = await start({ keepAliveTimeout: readEnv({}).keepAliveTimeout });
    const { socket, keepAlive } = await idleConnection(service);
    expect(keepAlive).toBe('timeout=72');
    socket.destroy();
  });

  it('ends after KEEP_ALIVE_TIMEOUT_MS, and serves requests until then', async () => {
    const service = await start({ keepAliveTimeout: 2_000 });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    for (let count = 0; count < 3; count++) {
      const sent = httpRequest(`${service.url}/health/live`, { agent }).end();
      const [response] = (await once(sent, 'response')) as [NodeJS.ReadableStream];
      ports.add(sent.socket?.localPort);
      await once(response.resume(), 'end');
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(ports.size).toBe(1);
    agent.destroy();
    const { socket, keepAlive } = await idleConnection(service);
    expect(keepAlive).toBe('timeout=2');
    await once(socket, 'close');
  });
});

describe('a stopping service', () => {
  it('does not wait for connections without a request', async () => {
    const service = await start();
    const { socket: idle } = await idleConnection(service);
    const silent = connectTo(service.url);
    await once(silent, 'connect');
    // The service knows the connection once it serves another one that came later.
    const { socket: later } = await idleConnection(service);
    const ended = [idle, silent, later].map(async (socket) => once(socket, 'close'));
    const order: string[] = [];
    const deadline = setTimeout(() => order.push('5 seconds'), 5_000);
    await service.app.close();
    order.push('closed');
    clearTimeout(deadline);
    await Promise.all(ended);
    expect(order).toEqual(['closed']);
  });
});
