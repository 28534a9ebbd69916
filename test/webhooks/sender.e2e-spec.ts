import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { type Attempt, ATTEMPT_TIMEOUT, WebhookSender } from '../../src/webhooks/webhook-sender';

const TLS = join(__dirname, '../support/tls');
const SENDER = join(__dirname, '../../dist/webhooks/webhook-sender.js');

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function listening(server: Server): Promise<number> {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const ANY = expect.any(Number) as number;

describe('a response', () => {
  const send = async (respond: RequestListener, timeout?: number): Promise<Attempt> => {
    const port = await listening(createServer(respond));
    const sender = new WebhookSender({ webhookAllowPrivate: true, ...(timeout && { timeout }) });
    return sender.send(`http://127.0.0.1:${port}/`, {}, '{}');
  };

  it('without an end is read to 64 kB, then the connection is closed', async () => {
    let sent = 0;
    let closed: Promise<unknown> | undefined;
    const attempt = await send((_, response) => {
      closed = once(response, 'close');
      const endless = function* (): Generator<Buffer> {
        for (; ; sent += 1_024) yield Buffer.alloc(1_024, 'x');
      };
      Readable.from(endless()).pipe(response.writeHead(200));
    });
    expect(attempt).toEqual({
      response_status: 200,
      response_body: 'x'.repeat(1_024),
      latency_ms: ANY,
      error: null,
    });
    await closed;
    // What the buffers of both sides hold is on its way.
    expect(sent).toBeLessThan(16 * 1_024 * 1_024);
  });

  it('that does not come in time is a failure', async () => {
    expect(ATTEMPT_TIMEOUT).toBe(15_000);
    expect(await send(() => undefined, 200)).toEqual({
      response_status: null,
      response_body: null,
      latency_ms: ANY,
      error: 'no response within 0.2 seconds',
    });
  });

  it('whose body does not end in time counts by its status', async () => {
    const attempt = await send((_, response) => response.writeHead(200).write('beginning'), 300);
    expect(attempt).toMatchObject({ response_status: 200, response_body: 'beginning', error: null });
  });

  it.each([301, 302, 307, 308])('with the status %s is not followed', async (status) => {
    const paths: string[] = [];
    const attempt = await send(({ url }, response) => {
      paths.push(url!);
      response.writeHead(status, { Location: '/elsewhere' }).end();
    });
    expect(attempt).toMatchObject({
      response_status: status,
      error: `the response has the status ${status}`,
    });
    expect(paths).toEqual(['/']);
  });
});

describe('a receiver with TLS', () => {
  const received: string[] = [];
  const start = async (): Promise<string> => {
    const [key, cert] = ['server.key', 'server.pem'].map((name) => readFileSync(join(TLS, name)));
    const server = createTlsServer({ key, cert }, (request, response) => {
      received.push(String(request.headers['webhook-id']));
      response.writeHead(204).end();
    });
    return `https://localhost:${await listening(server)}/`;
  };

  /** In a process of its own, which can trust other certificates. */
  const send = async (url: string, env: Record<string, string>): Promise<unknown> => {
    const program = `
      const { WebhookSender } = require(process.argv[1]);
      new WebhookSender({ webhookAllowPrivate: true })
        .send(process.argv[2], { 'webhook-id': '7' }, '{}')
        .then((attempt) => console.log(JSON.stringify(attempt)));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', program, SENDER, url], { env });
    return JSON.parse(stdout);
  };

  it('is sent to if its certificate is one of a known authority', async () => {
    const url = await start();
    expect(await send(url, { NODE_EXTRA_CA_CERTS: join(TLS, 'ca.pem') })).toEqual({
      response_status: 204,
      response_body: '',
      latency_ms: ANY,
      error: null,
    });
    expect(received.splice(0)).toEqual(['7']);
  });

  it('is not sent to if its certificate is not, or is that of another name', async () => {
    const url = await start();
    const unknown = await send(url, {});
    const other = await send(url.replace('localhost', '127.0.0.1'), {
      NODE_EXTRA_CA_CERTS: join(TLS, 'ca.pem'),
    });
    for (const attempt of [unknown, other]) expect(attempt).toMatchObject({ response_status: null });
    expect(unknown).toMatchObject({ error: expect.stringMatching(/certificate/) as string });
    expect(other).toMatchObject({ error: expect.stringMatching(/altnames/) as string });
    expect(received).toEqual([]);
  });
});
