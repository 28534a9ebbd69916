import { gzipSync } from 'node:zlib';
import { type Pool } from 'pg';
import { DataSource } from 'typeorm';
import { type ApiResponse, invalidData } from '../support/api';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectsOf } from '../support/queries';
import { sendRaw } from '../support/raw-http';

const service = useService();
let company: TestCompany;

beforeAll(async () => {
  company = await createCompany(service.database);
});

const shown = ({ status, body }: ApiResponse): object => ({ status, body });
const post = async (
  body: string | Buffer,
  headers: Record<string, string | undefined> = {},
): Promise<ApiResponse> => service.api.as(company).post('/api/projects', body, { headers });

describe('the errors of the platform', () => {
  describe('when nothing is there', () => {
    it.each(['/api', '/api/nope', '/api/projects/1/nope', '/api/%FF', '/favicon.ico'])(
      'returns 404: %s',
      async (path) => {
        const response = await service.api.get(path);
        expect(shown(response)).toEqual({
          status: 404,
          body: { key: 'not_found', message: `There is nothing at GET ${path}.` },
        });
        expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      },
    );

    it('returns 400 to a path with a broken percent escape', async () => {
      expect(shown(await service.api.as(company).get('/api/projects/%ff'))).toEqual({
        status: 400,
        body: invalidData({ field: 'path', message: 'is not a valid URL path' }),
      });
    });
  });

  describe('when the method is wrong', () => {
    it.each([
      ['DELETE', '/api/project-metadata', 'GET, HEAD, POST'],
      ['PUT', '/api/projects/1', 'DELETE, GET, HEAD, PATCH'],
      ['POST', '/health/live', 'GET, HEAD'],
    ])('returns 405 with what is allowed: %s %s', async (method, path, allow) => {
      const response = await service.api.send(method, path);
      expect(shown(response)).toEqual({
        status: 405,
        body: { key: 'method_not_allowed', message: `${method} is not possible here. Possible: ${allow}.` },
      });
      expect(response.headers.get('allow')).toBe(allow);
    });
  });

  describe('when an id of the path is wrong', () => {
    it.each(['x', '1.5', '-1', '1e3', '0x1', '%201'])('returns 400: %s', async (id) => {
      expect(shown(await service.api.as(company).get(`/api/projects/${id}`))).toEqual({
        status: 400,
        body: invalidData({ field: 'id', message: 'must be an integer' }),
      });
    });

    it.each([
      ['0', 'There is no project 0 in this company.'],
      ['9007199254740991', 'There is no project 9007199254740991 in this company.'],
      ['9007199254740993', 'There is nothing with the ID 9007199254740993 in this company.'],
      ['9'.repeat(400), `There is nothing with the ID ${'9'.repeat(40)}… in this company.`],
    ])('returns 404 to an id that no row can have, and names it: %.20s', async (id, message) => {
      for (const method of ['GET', 'PATCH', 'DELETE']) {
        const body = method === 'PATCH' ? { name: 'x' } : undefined;
        const response = await service.api.as(company).send(method, `/api/projects/${id}`, { body });
        expect(shown(response)).toEqual({ status: 404, body: { key: 'not_found', message } });
      }
    });
  });

  describe('when the query has a cache buster', () => {
    it.each([
      ['/api/projects', 'this list'],
      ['/api/projects:export', 'this export'],
      ['/api/persons/me', 'this request'],
    ])('returns 400 that says that none is needed: %s', async (path, noun) => {
      const response = await service.api.as(company).get(`${path}?_=1699999999999`);
      expect(shown(response)).toEqual({
        status: 400,
        body: invalidData({
          field: '_',
          message: `is not a parameter of ${noun}: no cache buster is needed, responses have Cache-Control: no-cache`,
        }),
      });
      expect(response.headers.get('cache-control')).toBe('no-cache, private');
    });
  });

  describe('when the body is not JSON', () => {
    it.each([
      ['broken', '{"name": }'],
      ['truncated', '{"name": "a'],
      ['two values', '{} {}'],
      ['single quotes', "{'name': 'a'}"],
      ['a trailing comma', '{"name": "a",}'],
      ['NaN', '{"value": NaN}'],
      ['a bare word', 'undefined'],
    ])('returns 400: %s', async (_, body) => {
      const response = await post(body);
      expect(shown(response)).toEqual({
        status: 400,
        body: invalidData({ field: 'body', message: expect.stringMatching(/^is not valid JSON: /) }),
      });
    });

    it.each([
      ['nothing', ''],
      ['null', 'null'],
      ['a list', '[]'],
      ['a string', '"project"'],
      ['a number', '1'],
    ])('returns 400 to what is JSON but no object: %s', async (_, body) => {
      expect(shown(await post(body))).toEqual({
        status: 400,
        body: invalidData({ field: 'body', message: 'must be a JSON object' }),
      });
    });

    it.each<[string, Buffer, string]>([
      ['a byte order mark', Buffer.from('\ufeff{}'), 'begins with a byte order mark: send UTF-8 without one'],
      ['UTF-16 with a mark', Buffer.from('\ufeff{}', 'utf16le'), 'is in UTF-16: send it in UTF-8'],
      ['UTF-16', Buffer.from('{}', 'utf16le'), 'is in UTF-16: send it in UTF-8'],
      ['UTF-16, big-endian', Buffer.from('{}', 'utf16le').swap16(), 'is in UTF-16: send it in UTF-8'],
    ])('names how it is encoded: %s', async (_, body, message) => {
      expect(shown(await post(body))).toEqual({ status: 400, body: invalidData({ field: 'body', message }) });
    });

    it('returns 400 to bytes that are not UTF-8', async () => {
      const body = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
      const head =
        `POST /api/projects HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${company.token}\r\n` +
        `Wethod-Company: ${company.company}\r\nWethod-Version: 2024-06-15\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${body.length}\r\n\r\n`;
      const { status, text } = await sendRaw(service.url, Buffer.concat([Buffer.from(head), body]));
      expect({ status, body: JSON.parse(text) as unknown }).toEqual({
        status: 400,
        body: invalidData({ field: 'body', message: 'is not valid UTF-8' }),
      });
    });

    it('returns 400 to a body that is nested too deep, and reads one at the limit', async () => {
      const nested = (depth: number): string => `{"name":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
      for (const depth of [33, 10_000]) {
        expect(shown(await post(nested(depth)))).toEqual({
          status: 400,
          body: invalidData({ field: 'body', message: 'is nested deeper than 32 levels' }),
        });
      }
      const { body } = await post(nested(32));
      expect((body as { failures: object[] }).failures).toContainEqual({
        field: 'name',
        message: 'must be a string, not a list',
      });
    });

    it('returns 400 to a name that stands twice, and names it', async () => {
      for (const text of ['{"name":"a","value":1,"name":"b"}', '{"name":"a","n\\u0061me":"a"}']) {
        expect(shown(await post(text))).toEqual({
          status: 400,
          body: invalidData({ field: 'name', message: 'must not be there twice' }),
        });
      }
      expect(await projectsOf(service.database, company.companyId)).toEqual([]);
    });

    it('does not count brackets in strings', async () => {
      const { body } = await post(JSON.stringify({ colour: '[{"\\'.repeat(100) }));
      expect((body as { failures: object[] }).failures).toContainEqual({
        field: 'colour',
        message: 'is not a field of a project',
      });
    });
  });

  describe('when the media type is wrong', () => {
    it.each<[string, string]>([
      ['text/plain', 'Content-Type: text/plain is not taken here. Send application/json.'],
      ['application/json; charset=utf-16', 'The charset utf-16 is not taken here. Send the body in UTF-8.'],
      [
        'application/merge-patch+json',
        'Content-Type: application/merge-patch+json is not taken here. Send application/json.',
      ],
      [
        'application/json, application/json',
        'Content-Type: application/json, application/json is not one media type. Send application/json.',
      ],
    ])('returns 415 that says what is wrong: %s', async (type, message) => {
      expect(shown(await post('{}', { 'Content-Type': type }))).toEqual({
        status: 415,
        body: { key: 'unsupported_media_type', message },
      });
    });

    it('returns 415 to a compressed body, whatever it would unpack to', async () => {
      const bomb = gzipSync(Buffer.alloc(10_000_000, ' '));
      const response = await fetch(`${service.url}/api/projects`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${company.token}`,
          'Wethod-Company': company.company,
          'Wethod-Version': '2024-06-15',
          'Content-Type': 'application/json',
          'Content-Encoding': 'gzip',
        },
        body: bomb,
      });
      expect({ status: response.status, body: await response.json() }).toEqual({
        status: 415,
        body: {
          key: 'unsupported_media_type',
          message: 'The body is compressed (Content-Encoding: gzip). Send it uncompressed.',
        },
      });
    });

    it.each(['application/json; charset=utf8', 'Application/JSON;odata=verbose;charset="UTF-8"'])(
      'takes %s',
      async (type) => {
        expect(shown(await post('[]', { 'Content-Type': type }))).toEqual({
          status: 400,
          body: invalidData({ field: 'body', message: 'must be a JSON object' }),
        });
      },
    );

    it('takes application/json with an empty body where none is needed', async () => {
      const response = await service.api.as(company).get('/api/persons/me');
      expect(shown(response)).toMatchObject({ status: 200, body: { id: company.personId } });
    });
  });

  describe('when it is too much', () => {
    it('returns 413 to a body over 1 MB, and reads one at the limit', async () => {
      const padded = (size: number): string => {
        const body = JSON.stringify({ colour: '' });
        return body.replace('""', `"${'x'.repeat(size - body.length)}"`);
      };
      expect(shown(await post(padded(1_048_577)))).toEqual({
        status: 413,
        body: { key: 'payload_too_large', message: 'The body is larger than 1 MB.' },
      });
      expect((await post(padded(1_048_576))).status).toBe(400);
    });
  });

  describe('when the service itself fails', () => {
    it('returns 500 without a word about the inside', async () => {
      await service.database.query('alter table project_metadata rename to hidden');
      try {
        const response = await service.api.as(company).get('/api/project-metadata');
        expect(shown(response)).toEqual({
          status: 500,
          body: {
            key: 'internal_error',
            message: 'Something went wrong on our side. Tell us the X-Request-Id of this response.',
          },
        });
      } finally {
        await service.database.query('alter table hidden rename to project_metadata');
      }
    });

    const unavailable = (message: string): object => ({
      status: 503,
      body: { key: 'service_unavailable', message },
      retryAfter: '2',
    });
    const refusal = (response: ApiResponse): object => ({
      ...shown(response),
      retryAfter: response.headers.get('retry-after'),
    });
    const metadata = async (): Promise<ApiResponse> => service.api.as(company).get('/api/project-metadata');

    it('returns 503 that says that no connection is free, and recovers', async () => {
      const { master } = service.app.get(DataSource).driver as unknown as { master: Pool };
      const clients = await Promise.all(Array.from({ length: 5 }, async () => master.connect()));
      const response = await metadata();
      for (const client of clients) client.release();
      expect(refusal(response)).toEqual(
        unavailable(
          'No connection to the database became free within 2 seconds: the service is busy. Try again in a moment.',
        ),
      );
      expect((await metadata()).status).toBe(200);
    });

    it('returns 503 that says what another session holds', async () => {
      await service.database.query('begin');
      await service.database.query('lock table project_metadata');
      const response = await metadata();
      await service.database.query('rollback');
      expect(refusal(response)).toEqual(
        unavailable(
          'Another request holds what this one needs for longer than 2 seconds. Try again in a moment.',
        ),
      );

      await service.database.query('begin');
      await service.database.query('select * from clients where company_id = $1 and id = $2 for update', [
        company.companyId,
        company.clientId,
      ]);
      const changed = await service.api.as(company).send('PATCH', `/api/clients/${company.clientId}`, {
        body: { notes: 'new' },
      });
      await service.database.query('rollback');
      expect(refusal(changed)).toEqual(
        unavailable(
          'Another request holds a row of clients for longer than 2 seconds. Try again in a moment.',
        ),
      );
    });

    it('returns 503 that says what was too slow, and what helps', async () => {
      await service.database.query(`
        alter table project_metadata rename to hidden;
        create view project_metadata as select hidden.* from hidden cross join pg_sleep(10);
        grant select on project_metadata to public;
      `);
      try {
        expect(refusal(await metadata())).toEqual(
          unavailable(
            'Reading this takes the database longer than 5 seconds. Ask for less: a narrower filter, a smaller ' +
              'limit, or the next page by the header Link instead of an offset.',
          ),
        );
      } finally {
        await service.database.query(
          'drop view project_metadata; alter table hidden rename to project_metadata',
        );
      }
    });
  });
});

describe('every response', () => {
  it('has the security headers, and says nothing of the software', async () => {
    for (const path of ['/api/persons/me', '/api/nope', '/health/live']) {
      const { headers } = await service.api.as(company).get(path);
      expect(Object.fromEntries(headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'content-security-policy': expect.stringContaining("default-src 'none'") as unknown,
      });
      expect(headers.has('x-powered-by')).toBe(false);
      expect(headers.has('server')).toBe(false);
    }
  });

  it('has a request id: the one that came, or a new one if none or a strange one came', async () => {
    const ask = async (id?: string): Promise<string | null> => {
      const call = id === undefined ? {} : { headers: { 'X-Request-Id': id } };
      return (await service.api.get('/health/live', call)).headers.get('x-request-id');
    };
    expect(await ask('crm-sync:42')).toBe('crm-sync:42');
    for (const strange of [undefined, 'with space', 'x'.repeat(129), '{"a":1}']) {
      expect(await ask(strange)).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

it('nothing of this is stored', async () => {
  expect(await projectsOf(service.database, company.companyId)).toEqual([]);
});
