import { Writable } from 'node:stream';
import { Log } from '../../src/logging/log';
import { type Api, withKey } from '../support/api';
import { startApp, useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { sendRaw } from '../support/raw-http';
import { until } from '../support/until';

type Line = Readonly<Record<string, unknown>>;

/** All that is logged, as it is written. */
let written = '';
const stream = new Writable({
  write(chunk: Buffer, _, done) {
    written += chunk.toString();
    done();
  },
});
const lines = (): Line[] =>
  written
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);

const MILLISECONDS: unknown = expect.any(Number);
const SECRET = 'acme_secret';

const service = useService({ log: new Log('info', stream) });
let company: TestCompany;
let api: Api;

/** The line about the request with this id, without its time. Lines are written when a response has ended. */
async function lineOf(id: string | null): Promise<Line> {
  const find = (): Line | undefined =>
    lines().find((line) => line.id === id && String(line.msg).includes('request'));
  await until(() => Promise.resolve(find() !== undefined));
  const { time, ...line } = find()!;
  expect(time).toEqual(MILLISECONDS);
  return line;
}

beforeAll(async () => {
  company = await createCompany(service.database);
  api = service.api.as(company);
});

beforeEach(() => {
  written = '';
});

const identity = (): Line => ({
  company_id: company.companyId,
  company: company.company,
  person_id: company.personId,
  token_id: expect.any(Number) as unknown,
});
const durations = { duration_ms: MILLISECONDS, queue_ms: MILLISECONDS, database_ms: MILLISECONDS };

describe('the line about a request', () => {
  it('names operation, company, person and token, and the times', async () => {
    const { status, headers } = await api.post('/api/projects', projectBody(company));
    expect(status).toBe(201);
    const line = await lineOf(headers.get('X-Request-Id'));
    expect(line).toEqual({
      level: 30,
      id: headers.get('X-Request-Id'),
      method: 'POST',
      path: '/api/projects',
      route: '/api/projects',
      operation: 'createProject',
      status: 201,
      ...durations,
      ...identity(),
      msg: 'request',
    });
    expect(await service.database.query('select id from tokens where id = $1', [line.token_id])).toHaveLength(
      1,
    );
    expect(line.database_ms).toBeGreaterThan(0);
    expect(line.duration_ms).toBeGreaterThanOrEqual(line.database_ms as number);
  });

  it('has the route of an item, and the trace of the caller', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const { headers } = await api.get('/api/projects/123456', { headers: { traceparent } });
    expect(await lineOf(headers.get('X-Request-Id'))).toEqual({
      level: 30,
      id: headers.get('X-Request-Id'),
      method: 'GET',
      path: '/api/projects/123456',
      route: '/api/projects/:id',
      operation: 'getProject',
      status: 404,
      ...durations,
      ...identity(),
      key: 'not_found',
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
      span_id: '00f067aa0ba902b7',
      msg: 'request',
    });
  });

  it('names the fields that failed, and none that the client made up', async () => {
    const body = { ...projectBody(company), name: 7, metadata_999: 'x', [SECRET]: 1, start_date: 'soon' };
    const { status, headers } = await api.post('/api/projects', body);
    expect(status).toBe(400);
    const line = await lineOf(headers.get('X-Request-Id'));
    expect(line).toMatchObject({ status: 400, key: 'invalid_data', ...identity() });
    expect([...(line.fields as string[])].sort()).toEqual([
      '(unknown)',
      'metadata_999',
      'name',
      'start_date',
    ]);
  });

  it('says that a response was replayed', async () => {
    const body = projectBody(company);
    const first = await api.post('/api/projects', body, withKey('logged'));
    const second = await api.post('/api/projects', body, withKey('logged'));
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(await lineOf(first.headers.get('X-Request-Id'))).not.toHaveProperty('replayed');
    expect(await lineOf(second.headers.get('X-Request-Id'))).toMatchObject({ replayed: true, status: 201 });
  });

  it('names the token where the company is another one, and who sends no version', async () => {
    const foreign = await api.get('/api/projects', { company: 'another' });
    const line = await lineOf(foreign.headers.get('X-Request-Id'));
    expect(line).toMatchObject({ status: 401, key: 'unauthorized', token_id: expect.any(Number) as unknown });
    expect(line).not.toHaveProperty('company');
    const old = await api.get('/api/projects', { headers: { 'Wethod-Version': undefined } });
    expect(await lineOf(old.headers.get('X-Request-Id'))).toMatchObject({
      status: 400,
      fields: ['Wethod-Version'],
      ...identity(),
    });
  });

  it('counts the time that a request waits for a connection', async () => {
    const responses = await Promise.all(
      Array.from({ length: 40 }, async () => api.get('/api/projects?limit=100')),
    );
    const all = await Promise.all(responses.map(({ headers }) => lineOf(headers.get('X-Request-Id'))));
    // Five connections, so of forty requests some have to wait.
    expect(Math.max(...all.map((line) => line.queue_ms as number))).toBeGreaterThan(0);
  });

  it('counts for each of a batch what the batch spends', async () => {
    const responses = await Promise.all(
      Array.from({ length: 20 }, async () => api.post('/api/projects', projectBody(company))),
    );
    const all = await Promise.all(responses.map(({ headers }) => lineOf(headers.get('X-Request-Id'))));
    expect(all.every((line) => (line.database_ms as number) > 0)).toBe(true);
    expect(Math.max(...all.map((line) => line.queue_ms as number))).toBeGreaterThan(0);
  });
});

it('is a warning if the request was slow, and not if it moved a file', async () => {
  const slow = await startApp({ log: new Log('warn', stream), slowRequestMs: 1, database: service.database });
  try {
    const some = slow.api.as(company);
    await some.get('/api/projects:export');
    const { headers } = await some.post('/api/projects', projectBody(company));
    expect(await lineOf(headers.get('X-Request-Id'))).toMatchObject({
      level: 40,
      operation: 'createProject',
      msg: 'slow request',
    });
    const warned = lines().filter(({ msg }) => msg === 'slow request');
    expect(warned.map(({ operation }) => operation)).toEqual(['createProject']);
  } finally {
    await slow.stop();
  }
});

describe('no line shows what was sent', () => {
  it.each<[string, (sender: Api, token: string) => Promise<unknown>]>([
    ['a value', (sender) => sender.post('/api/projects', { ...projectBody(company), name: [SECRET] })],
    ['a long value', (sender) => sender.post('/api/projects', { name: SECRET.repeat(200) })],
    ['a name', (sender) => sender.post('/api/projects', { [SECRET]: { [SECRET]: SECRET } })],
    [
      'a name in a list',
      (sender) => sender.post('/api/clients', { external_identifiers: [{ [SECRET]: 1 }] }),
    ],
    ['a name twice', (sender) => sender.post('/api/projects', `{"${SECRET}":1,"${SECRET}":2}`)],
    ['a name like metadata', (sender) => sender.post('/api/projects', { [`metadata_${SECRET}`]: '1' })],
    ['broken JSON', (sender) => sender.post('/api/projects', `{"name":"${SECRET}`)],
    ['JSON that is no object', (sender) => sender.post('/api/projects', `"${SECRET}"`)],
    [
      'bytes that are no UTF-8',
      (sender) => sender.post('/api/projects', Buffer.from(`{"${SECRET}\xff":1}`, 'latin1')),
    ],
    ['U+0000', (sender) => sender.post('/api/projects', { ...projectBody(company), name: `${SECRET}\0` })],
    ['a filter', (sender) => sender.get(`/api/projects?probability[eq]=${SECRET}`)],
    ['an unknown filter', (sender) => sender.get(`/api/projects?${SECRET}=1`)],
    ['a key', (sender) => sender.post('/api/projects', projectBody(company), withKey(`${SECRET} ß`))],
    ['a key that is stored', (sender) => sender.post('/api/projects', projectBody(company), withKey(SECRET))],
    ['a version', (sender) => sender.get('/api/projects', { headers: { 'Wethod-Version': SECRET } })],
    ['a company', (sender) => sender.get('/api/projects', { company: SECRET })],
    ['a token', (sender) => sender.get('/api/projects', { token: SECRET })],
    ['a token in the path', (sender, token) => sender.get(`/api/${token}`)],
    ['a media type', (sender) => sender.post('/api/projects', '{}', { headers: { 'Content-Type': SECRET } })],
    ['a traceparent', (sender) => sender.get('/api/projects', { headers: { traceparent: SECRET } })],
    [
      'If-Match',
      (sender) =>
        sender.send('PATCH', '/api/projects/1', { body: {}, headers: { 'If-Match': `"${SECRET}"` } }),
    ],
    [
      'a line of an import',
      (sender) =>
        sender.post('/api/projects:import', `{"${SECRET}":"${SECRET}"}\n${SECRET}\n`, {
          headers: { 'Content-Type': 'application/x-ndjson' },
        }),
    ],
    [
      'a column of an import',
      (sender) =>
        sender.post('/api/projects:import', `name,${SECRET}\n${SECRET},1\n`, {
          headers: { 'Content-Type': 'text/csv' },
        }),
    ],
  ])('%s', async (_, send) => {
    await send(api, company.token);
    // The line of a request that is sent later comes later.
    await lineOf((await api.get('/health/live')).headers.get('X-Request-Id'));
    expect(lines().length).toBeGreaterThanOrEqual(2);
    expect(written).not.toContain(SECRET);
    expect(written).not.toContain(company.token);
  });

  it('of a request that is no HTTP', async () => {
    await sendRaw(service.url, `GET /${SECRET} HTTP/1.1\r\nHost: x\r\n${SECRET}\r\n\r\n`);
    await until(() => Promise.resolve(lines().length > 0));
    expect(lines()).toMatchObject([{ msg: 'request refused', status: 400 }]);
    expect(written).not.toContain(SECRET);
  });
});
