import { listAll } from '../../clients/typescript/src/client';
import { useService } from '../support/app';
import { createCompany } from '../support/builders/company';
import { bodyOf, clientOf, projectOf } from './company-client';
import {
  responseAfter,
  responseBefore,
  type Attempt,
  cutAfter,
  cutBefore,
  cutInside,
  type Fault,
  FaultyProxy,
} from '../support/faulty-proxy';

const UUID: unknown = expect.stringMatching(
  /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
);

const service = useService();
let proxy: FaultyProxy;

beforeAll(async () => {
  proxy = new FaultyProxy(service.url);
  await proxy.start();
});

afterAll(async () => {
  await proxy.stop();
});

/** So many attempts of one call, all with the first one's key. */
function attemptsOf(count: number, method: string, path: string): Attempt[] {
  const key = proxy.attempts[0]?.key;
  return Array.from({ length: count }, () => ({ method, path, key }));
}

describe('a call that fails on its way to the service', () => {
  it.each<[string, Fault[]]>([
    ['a broken connection', [cutBefore]],
    ['several broken connections', [cutBefore, cutBefore, cutBefore]],
    ['503', [responseBefore(503)]],
    ['503 that says when to come back', [responseBefore(503, { 'Retry-After': '0' })]],
    ['429 that says when to come back', [responseBefore(429, { 'x-ratelimit-retry-after': '0' })]],
    ['409 that says when to come back', [responseBefore(409, { 'Retry-After': '0' })]],
    [
      'one after the other of 408, 502 and 504',
      [responseBefore(408), responseBefore(502), responseBefore(504)],
    ],
  ])('is sent again with its key, and creates one project: %s', async (_, faults) => {
    const company = await createCompany(service.database);
    const client = clientOf(company, proxy.url);
    proxy.meet(...faults);
    const { data, response } = await client.POST('/api/projects', { body: bodyOf(company) });
    expect({ status: response.status, data }).toEqual({ status: 201, data: projectOf(company) });
    expect(proxy.attempts[0]?.key).toEqual(UUID);
    expect(proxy.attempts).toEqual(attemptsOf(faults.length + 1, 'POST', '/api/projects'));
    expect((await service.api.as(company).get('/api/projects')).body).toEqual([data]);
  });
});

describe('a call that fails on its way back', () => {
  it.each<[string, Fault]>([
    ['a broken connection', cutAfter],
    ['a response that breaks off', cutInside],
    ['500', responseAfter(500)],
    ['503', responseAfter(503, { 'Retry-After': '0' })],
  ])('is sent again with its key: %s', async (_, fault) => {
    const company = await createCompany(service.database);
    const client = clientOf(company, proxy.url);
    const { data: created } = await client.POST('/api/projects', { body: bodyOf(company) });
    const id = created!.id!;
    proxy.meet(fault);
    const { data, response } = await client.PATCH('/api/projects/{id}', {
      params: { path: { id } },
      body: { name: 'Renamed' },
    });
    const expected = projectOf(company, { id, name: 'Renamed' });
    expect({ status: response.status, data }).toEqual({ status: 200, data: expected });
    expect(proxy.attempts[0]?.key).toEqual(UUID);
    expect(proxy.attempts).toEqual(attemptsOf(2, 'PATCH', `/api/projects/${id}`));
  });

  it.each<[string, Fault]>([
    ['a broken connection', cutAfter],
    ['a response that breaks off', cutInside],
    ['503', responseAfter(503, { 'Retry-After': '0' })],
  ])('has created one project only: %s', async (_, fault) => {
    const company = await createCompany(service.database);
    const client = clientOf(company, proxy.url);
    proxy.meet(fault);
    const { data, response } = await client.POST('/api/projects', { body: bodyOf(company) });
    expect({
      status: response.status,
      replayed: response.headers.get('idempotency-replayed'),
      data,
    }).toEqual({ status: 201, replayed: 'true', data: projectOf(company) });
    expect(proxy.attempts).toEqual(attemptsOf(2, 'POST', '/api/projects'));
    expect((await service.api.as(company).get('/api/projects')).body).toEqual([data]);
  });

  it('is sent again if it only reads, without a key', async () => {
    const company = await createCompany(service.database);
    const client = clientOf(company, proxy.url);
    const created = [];
    for (const name of ['One', 'Two', 'Three']) {
      created.push((await client.POST('/api/projects', { body: bodyOf(company, name) })).data);
    }
    proxy.meet(cutInside, responseAfter(502), cutAfter);
    const listed = [];
    for await (const project of listAll(client, '/api/projects', { query: { limit: 2 } }))
      listed.push(project);
    expect(listed).toEqual(created);
    const next = `/api/projects?limit=2&after=${created[1]!.id}`;
    const paths = [...Array.from({ length: 4 }, () => '/api/projects?limit=2'), next];
    expect(proxy.attempts).toEqual(paths.map((path) => ({ method: 'GET', path, key: undefined })));
  });
});

describe('the key', () => {
  it('is another one for another call', async () => {
    const company = await createCompany(service.database);
    const client = clientOf(company, proxy.url);
    proxy.meet(cutBefore);
    const first = await client.POST('/api/projects', { body: bodyOf(company) });
    await client.POST('/api/projects', { body: bodyOf(company) });
    const at = { params: { path: { id: first.data!.id! } } };
    await client.PATCH('/api/projects/{id}', { ...at, body: { name: 'Renamed' } });
    await client.DELETE('/api/projects/{id}', at);
    const [one, again, ...others] = proxy.attempts.map(({ key }) => key);
    expect(again).toBe(one);
    expect([one, ...others]).toEqual([UUID, UUID, UUID, UUID]);
    expect(new Set([one, ...others]).size).toBe(4);
  });

  it("is the caller's if there is one", async () => {
    const company = await createCompany(service.database);
    const client = clientOf(company, proxy.url);
    proxy.meet(cutBefore, responseBefore(503));
    const headers = { 'Idempotency-Key': 'opportunity-4711' };
    const { data } = await client.POST('/api/projects', { headers, body: bodyOf(company) });
    expect(data).toEqual(projectOf(company));
    const attempt = { method: 'POST', path: '/api/projects', key: 'opportunity-4711' };
    expect(proxy.attempts).toEqual([attempt, attempt, attempt]);
  });
});

describe('a call is given up', () => {
  it('after the last attempt, with its response', async () => {
    const company = await createCompany(service.database);
    const body = { key: 'service_unavailable', message: 'Try again later.' };
    const json = { 'Content-Type': 'application/json' };
    proxy.meet(cutBefore, cutBefore, cutBefore, responseBefore(503, json, JSON.stringify(body)));
    const { error, response } = await clientOf(company, proxy.url).POST('/api/projects', {
      body: bodyOf(company),
    });
    expect({ status: response.status, error }).toEqual({ status: 503, error: body });
    expect(proxy.attempts).toEqual(attemptsOf(4, 'POST', '/api/projects'));
  });

  it('after the last attempt, with what broke it', async () => {
    const company = await createCompany(service.database);
    proxy.meet(cutBefore, cutBefore);
    const client = clientOf(company, proxy.url, { maxAttempts: 2, baseDelayMs: 1 });
    await expect(client.POST('/api/projects', { body: bodyOf(company) })).rejects.toThrow('fetch failed');
    expect(proxy.attempts).toEqual(attemptsOf(2, 'POST', '/api/projects'));
  });

  it.each<[string, Fault]>([
    ['a conflict that does not say when to come back', responseBefore(409)],
    ['more patience asked for than there is', responseBefore(503, { 'Retry-After': '3600' })],
    ['a response for good', responseBefore(404)],
  ])('at once: %s', async (_, fault) => {
    const company = await createCompany(service.database);
    proxy.meet(fault);
    const { data } = await clientOf(company, proxy.url).POST('/api/projects', { body: bodyOf(company) });
    expect(data).toBeUndefined();
    expect(proxy.attempts).toEqual(attemptsOf(1, 'POST', '/api/projects'));
  });

  it('as soon as its signal is aborted, while it waits', async () => {
    const company = await createCompany(service.database);
    proxy.meet(responseBefore(503, { 'Retry-After': '25' }));
    const started = performance.now();
    const call = clientOf(company, proxy.url).POST('/api/projects', {
      body: bodyOf(company),
      signal: AbortSignal.timeout(300),
    });
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(proxy.attempts).toEqual(attemptsOf(1, 'POST', '/api/projects'));
  });

  it('as soon as its signal is aborted, while an attempt is under way', async () => {
    const company = await createCompany(service.database);
    const abort = new AbortController();
    proxy.meet(() => {
      abort.abort(new Error('enough'));
    });
    // It would wait for days.
    const client = clientOf(company, proxy.url, { baseDelayMs: 2 ** 31 - 1, maxDelayMs: 2 ** 31 - 1 });
    const call = client.POST('/api/projects', { body: bodyOf(company), signal: abort.signal });
    await expect(call).rejects.toThrow('enough');
    expect(proxy.attempts).toEqual(attemptsOf(1, 'POST', '/api/projects'));
  });
});

describe('a response that is not from the service', () => {
  it.each<[string, Fault, string]>([
    ['HTML', responseBefore(404, { 'Content-Type': 'text/html' }, '<h1>No</h1>'), '<h1>No</h1>'],
    ['nothing', responseBefore(404, { 'Content-Length': '0' }), 'Not Found'],
  ])('has an error body all the same: %s', async (_, fault, message) => {
    const company = await createCompany(service.database);
    proxy.meet(fault);
    const { error, response } = await clientOf(company, proxy.url).GET('/api/projects');
    expect({ status: response.status, error }).toEqual({
      status: 404,
      error: { key: 'unexpected_answer', message },
    });
  });
});
