import { invalidData } from '../support/api';
import { useService } from '../support/app';
import { createCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { createDemo } from '../support/demo';
import { projectsOf } from '../support/queries';
import { type RawResponse, sendTarget } from '../support/raw-http';
import { callsOf, documentedOperations, type Operation, pathOf } from '../openapi/operations';

const service = useService();
let demo: { company: string; token: string };

beforeAll(async () => {
  demo = await createDemo(service.database);
});

const percent = (text: string): string =>
  text.replace(/./g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** What RFC 3986 and RFC 9112 call the same request. */
const SAME: Readonly<Record<string, (path: string) => string>> = {
  'an encoded colon': (path) => path.replaceAll(':', '%3A'),
  'an encoded letter': (path) => path.replace('/api/', '/%61pi/'),
  'everything encoded but the slashes': (path) => path.replace(/[^/]+/g, percent),
  'the absolute form': (path) => service.url + path,
  'the absolute form of another host': (path) => `HTTP://example.com${path}`,
  'dot segments': (path) => path.replace('/api/', '/api/./nothing/../'),
};

/** Other paths, at which there is nothing. */
const OTHER: Readonly<Record<string, (path: string) => string>> = {
  'upper case': (path) => path.replace('/api/', '/API/'),
  'a double slash': (path) => path.replace('/api/', '/api//'),
  'an encoded slash': (path) => path.replace('/api/', '/api%2F'),
};

let keys = 0;

/** Sends one request again and again, each time with another target. */
function sender(operation: Operation): (target: string) => Promise<RawResponse> {
  const [call] = callsOf(operation);
  const { headers, body } = call!;
  const all: Record<string, string> = {
    Authorization: `Bearer ${demo.token}`,
    'Wethod-Company': demo.company,
    'Wethod-Version': '2024-06-15',
    ...(body === undefined ? {} : { 'Content-Type': 'application/json', ...(headers as object) }),
    // The same request again is answered as the first time.
    ...(operation.method === 'GET' ? {} : { 'Idempotency-Key': `spelling-${++keys}` }),
  };
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  return (target) => sendTarget(service.url, operation.method, target, all, text);
}

/** Without what every response has of its own. */
function comparable({ status, headers, text }: RawResponse): object {
  const { date: _, 'x-request-id': id, ratelimit: __, link, 'x-feed-cursor': ___, ...others } = headers;
  // The feed goes on where it ends, which is a moment.
  const next = link?.replace(/(?<=events\?after=)\d+/, '<instant>');
  return { status, headers: { ...others, link: next }, hasId: id !== undefined, text };
}

describe.each(documentedOperations().map((operation) => [operation.operationId, operation] as const))(
  'the spelling of the URL of %s',
  (_, operation) => {
    const path = pathOf(operation, operation.exampleId ?? 1);

    it('does not matter where RFC 3986 calls it the same', async () => {
      const send = sender(operation);
      await send(path);
      const plain = comparable(await send(path));
      for (const [name, spell] of Object.entries(SAME)) {
        expect({ name, ...comparable(await send(spell(path))) }).toEqual({ name, ...plain });
      }
    });

    it('is another path where it is not the same', async () => {
      const send = sender(operation);
      for (const spell of Object.values(OTHER)) {
        const target = spell(path);
        const { status, headers, text } = await send(target);
        expect({ status, type: headers['content-type'], body: JSON.parse(text) as unknown }).toEqual({
          status: 404,
          type: 'application/json; charset=utf-8',
          body: { key: 'not_found', message: `There is nothing at ${operation.method} ${target}.` },
        });
      }
    });
  },
);

const get = async (target: string, headers: Record<string, string> = {}): Promise<RawResponse> =>
  sendTarget(service.url, 'GET', target, {
    Authorization: `Bearer ${demo.token}`,
    'Wethod-Company': demo.company,
    'Wethod-Version': '2024-06-15',
    ...headers,
  });

describe('a request target', () => {
  it('has the same next page in every spelling', async () => {
    const next = '</api/job-order-categories?limit=1&after=1>; rel="next"';
    for (const target of [
      '/api/job-order-categories?limit=1',
      '/%61pi/%6Aob-order-categories?%6Cimit=1',
      'http://example.com/api/job-order-categories?limit=1',
    ]) {
      const { status, headers } = await get(target);
      expect({ target, status, link: headers.link }).toEqual({ target, status: 200, link: next });
    }
  });

  it('keeps an encoded slash as a part of an id', async () => {
    const company = await createCompany(service.database);
    const put = await sendTarget(
      service.url,
      'PUT',
      '/%61pi/projects/by-external/crm/a%2fb%3Ac',
      {
        Authorization: `Bearer ${company.token}`,
        'Wethod-Company': company.company,
        'Wethod-Version': '2024-06-15',
        'Content-Type': 'application/json',
      },
      JSON.stringify(projectBody(company)),
    );
    expect({ status: put.status, body: JSON.parse(put.text) as unknown }).toMatchObject({
      status: 201,
      body: { external_source: 'crm', external_id: 'a/b:c' },
    });
    expect(await projectsOf(service.database, company.companyId)).toMatchObject([
      { external_source: 'crm', external_id: 'a/b:c' },
    ]);
  });

  it.each<[string, number, object]>([
    ['*', 404, { key: 'not_found', message: 'There is nothing at GET *.' }],
    ['//', 404, { key: 'not_found', message: 'There is nothing at GET //.' }],
    ['/api/projects;v=1', 404, { key: 'not_found', message: 'There is nothing at GET /api/projects;v=1.' }],
    ['/api/projects/1;v=1', 400, invalidData({ field: 'id', message: 'must be an ID, in digits only' })],
    ['/api/projects?limit=1?offset=2', 400, invalidData({ field: 'limit', message: expect.anything() })],
    [
      '/api/projects#top',
      400,
      invalidData({ field: 'path', message: 'must not contain #: write it as %23' }),
    ],
    [
      '/api/projects/%',
      400,
      invalidData({
        field: 'path',
        message: 'must not contain a % that begins no escape: write it as %25',
      }),
    ],
    [
      'ftp://example.com/api/projects',
      400,
      invalidData({ field: 'path', message: 'must begin with / or be an http URL' }),
    ],
    ['/api/projects/%ff', 400, invalidData({ field: 'path', message: 'is not a valid URL path' })],
    [
      '/api/projects/by-external/crm/%00',
      405,
      {
        key: 'method_not_allowed',
        message: 'GET is not possible here. Possible: PUT.',
      },
    ],
    [
      `/api/projects?name=${'x'.repeat(17_000)}`,
      431,
      {
        key: 'headers_too_large',
        message: 'The request line and the headers together are larger than 16 kB.',
      },
    ],
  ])('responds to %.40s with %i in JSON', async (target, status, body) => {
    const response = await get(target);
    expect({ status: response.status, body: JSON.parse(response.text) as unknown }).toEqual({ status, body });
    expect(response.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-request-id': expect.any(String) as unknown,
      'x-content-type-options': 'nosniff',
    });
  });

  it('has the headers of data for health, too', async () => {
    const { status, headers, text } = await sendTarget(service.url, 'GET', '/%68ealth/live');
    expect({ status, text, csp: headers['content-security-policy'] }).toEqual({
      status: 200,
      text: '{"status":"ok"}',
      csp: "default-src 'none'; frame-ancestors 'none'",
    });
  });
});
