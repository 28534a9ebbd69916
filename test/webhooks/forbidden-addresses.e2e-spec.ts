import { createServer, type Server, Socket } from 'node:net';
import { type AddressInfo } from 'node:net';
import { WebhookSender } from '../../src/webhooks/webhook-sender';
import { NameServer } from './name-server';

/** What listens on all addresses of this machine. Any connection to it is one too many. */
let server: Server;
let port: number;
let connections = 0;
let nameServer: NameServer;
let sender: WebhookSender;
let asked: string[] = [];
/** Every address that a socket was about to connect to. */
let connects: jest.SpyInstance;

const NAMES: Readonly<Record<string, readonly string[]>> = {
  'loopback.test': ['127.0.0.1'],
  'loopback6.test': ['::1'],
  'private.test': ['10.0.0.1'],
  'metadata.test': ['169.254.169.254'],
  'mapped.test': ['::ffff:7f00:1'],
  'nat64.test': ['64:ff9b::7f00:1'],
  'this.test': ['0.0.0.0'],
  'one-of-two.test': ['1.1.1.1', '127.0.0.1'],
  'one-of-each.test': ['1.1.1.1', '::1'],
};

beforeAll(async () => {
  server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '::', resolve));
  port = (server.address() as AddressInfo).port;
  nameServer = await NameServer.start((name) => {
    asked.push(name);
    // Public when it is asked first, for both kinds of addresses, and not any more then.
    if (name === 'rebinding.test') return asked.length <= 2 ? ['1.1.1.1'] : ['127.0.0.1'];
    return NAMES[name] ?? [];
  });
  sender = new WebhookSender({ resolver: nameServer.resolver });
});

afterAll(() => {
  server.close();
  nameServer.stop();
});

beforeEach(() => {
  asked = [];
  connections = 0;
  const { connect } = Socket.prototype;
  connects = jest.spyOn(Socket.prototype, 'connect').mockImplementation(function (
    this: Socket,
    ...args: unknown[]
  ) {
    return Reflect.apply(connect, this, args) as Socket;
  });
});

afterEach(() => {
  connects.mockRestore();
});

const NOT_PUBLIC = {
  response_status: null,
  response_body: null,
  latency_ms: expect.any(Number) as number,
  error: 'the host is not at a public address',
};

describe('a sender', () => {
  it.each([
    ...['127.0.0.1', '2130706433', '0177.0.0.1', '0x7f000001', '127.1', '0', '0.0.0.0', '①②⑦.0.0.1'],
    ...['10.0.0.1', '172.16.0.1', '192.168.0.1', '100.64.0.1', '169.254.169.254', '100.100.100.200'],
    ...[
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::127.0.0.1]',
      '[64:ff9b::7f00:1]',
      '[fd00:ec2::254]',
      '[fe80::1]',
    ],
  ])('does not connect to %s', async (host) => {
    expect(await sender.send(`https://${host}:${port}/`, {}, '{}')).toEqual(NOT_PUBLIC);
    expect([connections, connects.mock.calls.length]).toEqual([0, 0]);
  });

  it('does not connect without TLS', async () => {
    expect(await sender.send(`http://one.test:${port}/`, {}, '{}')).toEqual(NOT_PUBLIC);
    expect(asked).toEqual([]);
  });

  it.each(Object.keys(NAMES))('does not connect to the address of %s', async (name) => {
    expect(await sender.send(`https://${name}:${port}/`, {}, '{}')).toEqual(NOT_PUBLIC);
    expect(new Set(asked)).toEqual(new Set([name]));
    expect(connections).toBe(0);
  });

  it('does not connect to a name that had a public address before', async () => {
    expect(await nameServer.resolver.resolve4('rebinding.test')).toEqual(['1.1.1.1']);
    await nameServer.resolver.resolve6('rebinding.test').catch(() => undefined);
    expect(await sender.send(`https://rebinding.test:${port}/`, {}, '{}')).toEqual(NOT_PUBLIC);
    expect(connections).toBe(0);
  });

  it('does not know a name that the network does not know, and asks for none of this machine', async () => {
    expect(await sender.send(`https://localhost:${port}/`, {}, '{}')).toEqual({
      ...NOT_PUBLIC,
      error: 'the name of the host can not be resolved',
    });
    expect(connections).toBe(0);
  });

  it('connects where the operator allows it', async () => {
    const trusting = new WebhookSender({ webhookAllowPrivate: true });
    expect(await trusting.send(`http://127.0.0.1:${port}/`, {}, '{}')).toMatchObject({
      error: 'the connection was closed without a response',
    });
    expect(connections).toBe(1);
  });
});
