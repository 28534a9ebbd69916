import { type ApiResponse } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { sendRaw } from '../support/raw-http';

const APP = 'https://app.example.com';
const OTHER = 'https://evil.example.com';

let service: TestApp;
let company: TestCompany;

async function start(corsOrigins: readonly string[]): Promise<void> {
  service = await startApp({ corsOrigins, rateLimitPerHour: 3 });
  company = await createCompany(service.database);
}

afterEach(async () => {
  await service.stop();
});

const preflight = async (origin: string, path = '/api/projects'): Promise<ApiResponse> =>
  service.api.send('OPTIONS', path, {
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization,content-type,wethod-company,wethod-version',
    },
  });

/** The headers that browsers decide by. */
const corsOf = ({ headers }: ApiResponse): Record<string, string> => corsHeadersOf([...headers]);

function corsHeadersOf(headers: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(
    headers.filter(([name]) => name.startsWith('access-control-') || name === 'vary'),
  );
}

const EXPOSED =
  'Allow,Content-Disposition,ETag,Idempotency-Replayed,Link,Location,RateLimit,RateLimit-Policy,Retry-After,' +
  'WWW-Authenticate,X-Feed-Cursor,X-Request-Id,X-Sync-Until,x-ratelimit-retry-after';

/** A response of each kind, with the status that it must have. */
async function responses(origin: string): Promise<(readonly [number, ApiResponse])[]> {
  const headers = { Origin: origin };
  const api = service.api.as(company);
  return [
    [200, await api.get('/api/projects', { headers })],
    [413, await api.post('/api/projects', ' '.repeat(1_048_577), { headers })],
    [404, await api.get('/api/projects/1', { headers })],
    [429, await api.get('/api/projects', { headers })],
    [401, await service.api.get('/api/projects', { headers })],
    [404, await service.api.get('/api/nothing', { headers })],
    [405, await service.api.send('PUT', '/api/projects', { headers })],
    [400, await service.api.get('/api/%', { headers })],
    [200, await service.api.get('/docs-json', { headers })],
  ];
}

describe('CORS', () => {
  it('is closed by default: a preflight says how to open it, and no response is for other origins', async () => {
    await start([]);
    const { status, body, headers } = await preflight(APP);
    expect({ status, body, allow: headers.get('allow') }).toEqual({
      status: 405,
      body: {
        key: 'method_not_allowed',
        message:
          'OPTIONS is not possible here. Possible: GET, HEAD, POST. Scripts on pages of other origins can call this ' +
          'only if the setting CORS_ORIGINS of the service names their origin.',
      },
      allow: 'GET, HEAD, POST',
    });
    for (const [expected, response] of await responses(APP)) {
      expect({ status: response.status, cors: corsOf(response) }).toEqual({ status: expected, cors: {} });
    }
  });

  it('opens to the origins that are named, errors included, and to no others', async () => {
    await start([APP, 'http://localhost:5173']);
    const open = await preflight(APP);
    expect({ status: open.status, text: open.text, cors: corsOf(open) }).toEqual({
      status: 204,
      text: '',
      cors: {
        'access-control-allow-origin': APP,
        'access-control-allow-methods': 'GET,HEAD,POST,PUT,PATCH,DELETE',
        'access-control-allow-headers':
          'Authorization,Content-Type,Wethod-Company,Wethod-Version,Idempotency-Key,If-Match,If-None-Match,X-Request-Id,traceparent,tracestate',
        'access-control-expose-headers': EXPOSED,
        'access-control-max-age': '7200',
        vary: 'Origin',
      },
    });
    const cors = { 'access-control-expose-headers': EXPOSED, vary: 'Origin' };
    for (const [status, response] of await responses(APP)) {
      expect({ status: response.status, cors: corsOf(response) }).toEqual({
        status,
        cors: { ...cors, 'access-control-allow-origin': APP },
      });
    }
    expect(corsOf(await preflight(OTHER))).not.toHaveProperty('access-control-allow-origin');
    expect(corsOf(await service.api.get('/api/projects', { headers: { Origin: OTHER } }))).toEqual(cors);
    // A cache must not give this response to a page of a named origin.
    expect(corsOf(await service.api.get('/api/projects'))).toEqual(cors);
  });

  it.each<[string, string[], number, object]>([
    [
      'of an origin that is named',
      [`Origin: ${APP}`],
      431,
      { 'access-control-allow-origin': APP, 'access-control-expose-headers': EXPOSED, vary: 'Origin' },
    ],
    [
      'of another origin',
      [`Origin: ${OTHER}`],
      431,
      { 'access-control-expose-headers': EXPOSED, vary: 'Origin' },
    ],
    ['without an origin', [], 431, { 'access-control-expose-headers': EXPOSED, vary: 'Origin' }],
  ])('is the same for what is refused before there is a request: %s', async (_, lines, status, cors) => {
    await start([APP]);
    const headers = ['Host: x', ...lines, `A: ${'x'.repeat(17_000)}`];
    const response = await sendRaw(service.url, `GET / HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
    expect({ status: response.status, cors: corsHeadersOf(Object.entries(response.headers)) }).toEqual({
      status,
      cors,
    });
  });

  it('opens to all origins by *', async () => {
    await start(['*']);
    expect(corsOf(await preflight(OTHER))).toMatchObject({ 'access-control-allow-origin': '*' });
    for (const [status, response] of await responses(OTHER)) {
      expect({ status: response.status, cors: corsOf(response) }).toEqual({
        status,
        cors: { 'access-control-allow-origin': '*', 'access-control-expose-headers': EXPOSED },
      });
    }
    const raw = await sendRaw(service.url, 'HELLO\r\n\r\n');
    expect(corsHeadersOf(Object.entries(raw.headers))).toEqual({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': EXPOSED,
    });
  });
});
