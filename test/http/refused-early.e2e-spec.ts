import { once } from 'node:events';
import { type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { Log } from '../../src/logging/log';
import { invalidData } from '../support/api';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { projectsOf } from '../support/queries';
import { connectTo, type RawResponse, sendRaw } from '../support/raw-http';
import { until } from '../support/until';

const log = new PassThrough();
const service = useService({ log: new Log('info', log) });
let company: TestCompany;

beforeAll(async () => {
  company = await createCompany(service.database);
});

/** The log lines since the last look. */
const logged = (): object[] =>
  String((log.read() as Buffer | null) ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as object);

const server = (): Server => service.app.getHttpServer();
const connections = async (): Promise<number> => promisify(server().getConnections.bind(server()))();

const shown = ({ status, text }: RawResponse): object => ({ status, body: JSON.parse(text) as unknown });
const NOT_HTTP = invalidData({ field: 'request', message: 'is not valid HTTP' });
const TOO_LARGE = {
  key: 'headers_too_large',
  message: 'The request line and the headers together are larger than 16 kB.',
};

function head(line: string, ...headers: string[]): string {
  return `${[line, 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`;
}

const auth = (token = company.token): string[] => [
  'Host: localhost',
  `Authorization: Bearer ${token}`,
  `Wethod-Company: ${company.company}`,
  'Wethod-Version: 2024-06-15',
];

describe('a request that HTTP does not allow', () => {
  it.each<[string, () => string, number, object]>([
    ['no HTTP', () => 'HELLO\r\n\r\n', 400, NOT_HTTP],
    ['the authority form', () => head('GET localhost:80 HTTP/1.1', 'Host: x'), 400, NOT_HTTP],
    ['another version', () => head('PRI * HTTP/2.0'), 400, NOT_HTTP],
    ['a broken header', () => head('GET /api HTTP/1.1', 'Host: x', 'no colon'), 400, NOT_HTTP],
    ['two lengths', () => head('GET / HTTP/1.1', 'Content-Length: 1', 'Content-Length: 2'), 400, NOT_HTTP],
    ['long headers', () => head('GET / HTTP/1.1', 'Host: x', `A: ${'x'.repeat(17_000)}`), 431, TOO_LARGE],
    [
      'a tunnel',
      () => head('CONNECT localhost:80 HTTP/1.1', 'Host: localhost:80'),
      405,
      {
        key: 'method_not_allowed',
        message: 'CONNECT is not possible here. Possible: GET, HEAD, POST, PUT, PATCH, DELETE.',
      },
    ],
  ])('has a response as every other error, and a log line: %s', async (_, request, status, body) => {
    logged();
    const response = await sendRaw(service.url, request());
    expect(shown(response)).toEqual({ status, body });
    expect(response.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache, private',
      connection: 'close',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
    });
    expect(logged()).toEqual([
      expect.objectContaining({ id: response.headers['x-request-id'], status, msg: 'request refused' }),
    ]);
  });

  it.each<[string, () => string, number, object]>([
    [
      'no Host',
      () => head('GET /api/projects HTTP/1.1', ...auth().slice(1)),
      400,
      invalidData({ field: 'Host', message: 'is required in HTTP/1.1' }),
    ],
    [
      'two Hosts',
      () => head('GET /api/projects HTTP/1.1', ...auth(), 'HOST: localhost'),
      400,
      invalidData({ field: 'Host', message: 'must not be there twice' }),
    ],
    [
      'two Hosts in HTTP/1.0',
      () => head('GET /api/projects HTTP/1.0', ...auth(), 'Host: other.example'),
      400,
      invalidData({ field: 'Host', message: 'must not be there twice' }),
    ],
    [
      'an unknown Expect',
      () => head('GET /api/projects HTTP/1.1', ...auth(), 'Expect: 200-ok'),
      417,
      { key: 'expectation_failed', message: 'The only Expect that works here is 100-continue.' },
    ],
  ])('is logged with its path where there is one: %s', async (_, request, status, body) => {
    logged();
    const response = await sendRaw(service.url, request());
    expect(shown(response)).toEqual({ status, body });
    expect(response.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    expect(logged()).toEqual([
      expect.objectContaining({ id: response.headers['x-request-id'], status, path: '/api/projects' }),
    ]);
  });

  it.each([
    ...[
      'a b',
      'x/y',
      'x?y',
      'x#y',
      '[',
      '[::1',
      '[:::::]',
      'a:b',
      'a:b:c',
      'a:99999',
      '999.1.1.1',
      'é.example',
    ],
    ...['user@host', 'user:pw@host', 'a,b', 'a\\b', '"><script>', '%00', 'x'.repeat(300)],
  ])('is refused, and repeated nowhere, if its Host is no host: %s', async (host) => {
    for (const path of ['/', '/docs', '/docs-json', '/docs-yaml', '/health/live', '/api/persons?limit=1']) {
      const response = await sendRaw(
        service.url,
        head(`GET ${path} HTTP/1.1`, ...auth().slice(1), `Host: ${host}`),
      );
      expect(shown(response)).toEqual({
        status: 400,
        body: invalidData({
          field: 'Host',
          message: 'must be a name or an address, with a port or without one: example.com:3000',
        }),
      });
      expect(response.headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8' });
      expect(response.headers.link ?? response.headers.location).toBeUndefined();
    }
  });

  it.each([
    'example.com',
    'a_b:1',
    'localhost:',
    '127.0.0.1:3000',
    '[::1]:3000',
    'xn--bcher-kva.example',
    '',
  ])('has a response if its Host is one: %j', async (host) => {
    const request = head('GET /docs-json HTTP/1.1', `Host: ${host}`);
    expect(shown(await sendRaw(service.url, request))).toMatchObject({
      status: 200,
      body: { servers: [{ url: `http://${host === '' ? 'localhost:3000' : host}` }] },
    });
  });

  it('needs no Host in HTTP/1.0, which has no Expect either', async () => {
    const request = head('GET /api/persons/me HTTP/1.0', ...auth().slice(1), 'Expect: 200-ok');
    expect(shown(await sendRaw(service.url, request))).toMatchObject({
      status: 200,
      body: { id: company.personId },
    });
  });

  it('may have as many headers as fit into 16 kB: none is left out', async () => {
    const many = Array.from({ length: 2_500 }, (_, index) => `h${index.toString(36)}:`);
    const request = head('GET /api/persons/me HTTP/1.1', ...many, ...auth());
    expect(shown(await sendRaw(service.url, request))).toMatchObject({
      status: 200,
      body: { id: company.personId },
    });
  });

  it('does not take the place of the response to the request before it', async () => {
    const first = `GET /api/persons/me HTTP/1.1\r\n${auth().join('\r\n')}\r\n\r\n`;
    const response = await sendRaw(service.url, `${first}HELLO\r\n\r\n`);
    expect(response.status).toBe(200);
    expect(response.text).toContain(`{"id":${company.personId},`);
    expect(response.text).toMatch(/}HTTP\/1\.1 400 Bad Request\r\n/);
  });
});

describe('Expect: 100-continue', () => {
  const post = (token: string, body: string): string =>
    head(
      'POST /api/projects HTTP/1.1',
      ...auth(token),
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      'Expect: 100-continue',
    );

  it('is refused before the body is sent if the token is wrong', async () => {
    const response = await sendRaw(service.url, post('nope', 'x'.repeat(20_000)));
    expect(shown(response)).toEqual({
      status: 401,
      body: { key: 'unauthorized', message: 'The token is unknown, expired or revoked.' },
    });
  });

  it('gets 100 if the body is wanted', async () => {
    const body = JSON.stringify(projectBody(company));
    const socket = connectTo(service.url);
    socket.write(post(company.token, body));
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first.toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    socket.write(body);
    const [second] = (await once(socket, 'data')) as [Buffer];
    expect(second.toString()).toMatch(/^HTTP\/1\.1 201 Created\r\n/);
    expect(await projectsOf(service.database, company.companyId)).toHaveLength(1);
  });
});

describe('the connection of a client that was refused', () => {
  /** A client that never closes its side. */
  async function open(text: string): Promise<Socket> {
    const { hostname, port } = new URL(service.url);
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(text);
    return socket;
  }

  it.each([
    ['has sent half of its request line', 'GET /api/pro', 408],
    ['has sent nothing', '', 408],
    ['has sent what is no HTTP', 'HELLO\r\n\r\n', 400],
  ])('ends although it keeps its side open: it %s', async (_, text, status) => {
    await until(async () => (await connections()) === 0);
    const limit = server().headersTimeout;
    server().headersTimeout = 100;
    const sockets = await Promise.all(Array.from({ length: 20 }, async () => open(text)));
    const responses = sockets.map(async (socket) => String(((await once(socket, 'data')) as [Buffer])[0]));
    for (const response of await Promise.all(responses)) {
      expect(response).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    }
    await until(async () => (await connections()) === 0);
    server().headersTimeout = limit;
    expect(limit).toBe(15_000);
    for (const socket of sockets) socket.destroy();
  });
});
