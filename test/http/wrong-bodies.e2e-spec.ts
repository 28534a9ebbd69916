import { gzipSync } from 'node:zlib';
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

describe('a body that can not be read', () => {
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
});

it('nothing of this is stored', async () => {
  expect(await projectsOf(service.database, company.companyId)).toEqual([]);
});
