import { type Pool } from 'pg';
import { DataSource } from 'typeorm';
import { type ApiResponse, invalidData } from '../support/api';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';

const service = useService();
let company: TestCompany;

beforeAll(async () => {
  company = await createCompany(service.database);
});

const shown = ({ status, body }: ApiResponse): object => ({ status, body });

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

  describe('when an item does not have the action', () => {
    const of = (method: string, path: string, allow?: string): object =>
      allow === undefined
        ? { status: 404, body: { key: 'not_found', message: `There is nothing at ${method} ${path}.` } }
        : {
            status: 405,
            body: {
              key: 'method_not_allowed',
              message: `${method} is not possible here. Possible: ${allow}.`,
            },
          };

    it.each([
      ['GET', '/api/projects/1:archive', 'POST'],
      ['DELETE', '/api/projects/1:archive', 'POST'],
      ['PATCH', '/api/projects/1:unarchive', 'POST'],
      ['GET', '/api/webhook-endpoints/1:test', 'POST'],
      ['GET', '/api/webhook-endpoints/1/deliveries/2:redeliver', 'POST'],
      // The ID of another system may have a colon.
      ['GET', '/api/projects/by-external/crm/12:3', 'PUT'],
      ['POST', '/api/projects/1:explode', undefined],
      ['GET', '/api/projects/1:explode', undefined],
      ['DELETE', '/api/webhook-endpoints/1:explode', undefined],
      ['POST', '/api/webhook-endpoints/1/deliveries/2:explode', undefined],
    ])('says what is there: %s %s', async (method, path, allow) => {
      const response = await service.api.as(company).send(method, path);
      expect(shown(response)).toEqual(of(method, path, allow));
      expect(response.headers.get('allow')).toBe(allow ?? null);
    });
  });

  describe('when an id of the path is wrong', () => {
    it.each(['x', '1.5', '-1', '1e3', '0x1', '%201'])('returns 400: %s', async (id) => {
      expect(shown(await service.api.as(company).get(`/api/projects/${id}`))).toEqual({
        status: 400,
        body: invalidData({ field: 'id', message: 'must be an ID, in digits only' }),
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
