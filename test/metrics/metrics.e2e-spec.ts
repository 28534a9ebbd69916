import { MetricsServer } from '../../src/metrics/metrics.server';
import { Api, withKey } from '../support/api';
import { startApp, useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { samplesOf } from './scrape';

const TOKEN = 'metrics-token-of-thirty-two-chars';
const HOST = '127.0.0.1';

const embedded = () => ({ isRunning: true, restarts: 2 });
const service = useService({ metrics: { host: HOST, token: TOKEN, embedded }, rateLimitPerHour: 1_000 });
let company: TestCompany;
let api: Api;

beforeAll(async () => {
  company = await createCompany(service.database);
  api = service.api.as(company);
});

const read = async (): Promise<string> => (await service.api.get('/metrics', { token: TOKEN })).text;

/** By how much the samples grew meanwhile. */
async function growth(names: readonly string[], work: () => Promise<unknown>): Promise<number[]> {
  const before = samplesOf(await read());
  await work();
  const after = samplesOf(await read());
  return names.map(
    (name) => (after.get(`projects_api_${name}`) ?? 0) - (before.get(`projects_api_${name}`) ?? 0),
  );
}

describe('GET /metrics', () => {
  it('counts requests by operation and status, and errors by their key', async () => {
    const names = [
      'http_request_duration_seconds_count{operation="createProject",status="2xx"}',
      'http_request_duration_seconds_count{operation="createProject",status="4xx"}',
      'http_request_duration_seconds_bucket{le="+Inf",operation="createProject",status="4xx"}',
      'http_errors_total{operation="createProject",key="invalid_data"}',
      'http_request_duration_seconds_count{operation="none",status="4xx"}',
      'http_errors_total{operation="none",key="not_found"}',
      'http_errors_total{operation="listProjects",key="unauthorized"}',
    ];
    const grown = await growth(names, async () => {
      await api.post('/api/projects', projectBody(company));
      await api.post('/api/projects', {});
      await api.get('/api/nothing/here');
      await api.get('/somewhere/else');
      await api.get('/api/projects', { token: 'wrong' });
    });
    expect(grown).toEqual([1, 1, 1, 1, 2, 2, 1]);
  });

  it('counts the fields that failed by their declared names, and all others as one', async () => {
    const names = ['name', 'pm_id', 'metadata_<id>', 'replacements', '(unknown)', 'client_id'].map(
      (field) => `http_field_failures_total{key="invalid_data",field="${field}"}`,
    );
    const grown = await growth(names, async () => {
      const wrong = { name: '', pm_id: 'x', metadata_998: 1, metadata_999: 1, secret_1: 1, secret_2: 2 };
      await api.post('/api/projects', projectBody(company, wrong));
      await api.post('/api/projects', projectBody(company, { name: '' }));
      await api.send('PATCH', '/api/project-metadata/1', {
        body: { replacements: [{ from: 'x' }, { to: 1 }] },
      });
    });
    expect(grown).toEqual([2, 1, 1, 1, 1, 0]);
    const fields = [...(await read()).matchAll(/field="([^"]*)"/g)].map(([, field]) => field);
    expect(fields.filter((field) => /secret|\d|\./.test(field!))).toEqual([]);
  });

  it('counts what was created by requests and by imports, replays, batches and connections', async () => {
    const names = [
      'projects_created_total{by="request"}',
      'projects_created_total{by="import"}',
      'idempotency_replays_total',
    ];
    const ndjson = { headers: { 'Content-Type': 'application/x-ndjson' } };
    const lines = [1, 2, 3].map(() => `${JSON.stringify(projectBody(company))}\n`).join('');
    const grown = await growth(names, async () => {
      await api.post('/api/projects', projectBody(company), withKey('counted'));
      await api.post('/api/projects', projectBody(company), withKey('counted'));
      await api.post('/api/projects', { ...projectBody(company), client_id: 999_999 });
      await api.post('/api/projects?dry_run=true', projectBody(company));
      await api.post('/api/projects:import', lines, ndjson);
      await api.post('/api/projects:import?dry_run=true', lines, ndjson);
    });
    expect(grown).toEqual([1, 3, 1]);
    const [batches, waits, holds] = await growth(
      ['batch_size_sum', 'database_connection_wait_seconds_count', 'database_connection_hold_seconds_count'],
      async () =>
        Promise.all(Array.from({ length: 5 }, async () => api.post('/api/projects', projectBody(company)))),
    );
    expect(batches).toBe(5);
    expect(waits).toBeGreaterThan(0);
    expect(holds).toBe(waits);
  });

  it('shows the pool, files under way, the embedded PostgreSQL and the event loop', async () => {
    const samples = samplesOf(await read());
    for (const name of [
      'projects_api_database_connections{state="total"}',
      'projects_api_database_connections{state="idle"}',
      'nodejs_eventloop_lag_p99_seconds',
      'process_resident_memory_bytes',
    ])
      expect(samples.get(name)).toBeGreaterThan(0);
    expect(samples.get('projects_api_database_connections{state="waiting"}')).toBe(0);
    expect(samples.get('projects_api_files_running{kind="import"}')).toBe(0);
    expect(samples.get('projects_api_files_running{kind="export"}')).toBe(0);
    expect(samples.get('projects_api_embedded_database{state="running"}')).toBe(1);
    expect(samples.get('projects_api_embedded_database{state="restarts"}')).toBe(2);
  });

  it('counts how far the feed lags behind the clock', async () => {
    const names = ['feed_lag_seconds_count', 'feed_lag_seconds_bucket{le="10"}'];
    const grown = await growth(names, async () => {
      await api.get('/api/events');
      await api.get('/api/projects?updated_at=gte:2026-01-01T00:00:00Z');
    });
    expect(grown).toEqual([2, 2]);
  });

  it('has no company, person, token or path in a label', async () => {
    await api.get('/api/projects/4242424242');
    await api.get('/secret/path');
    const text = await read();
    for (const secret of [company.company, company.token, 'secret', '4242424242'])
      expect(text).not.toContain(secret);
    const labels = [...text.matchAll(/[{,]([a-z_]+)="/g)].map(([, label]) => label!);
    expect([...new Set(labels)].sort()).toEqual(
      [
        'by',
        'field',
        'key',
        'kind',
        'le',
        'major',
        'minor',
        'operation',
        'patch',
        'reason',
        'result',
        'space',
        'state',
        'status',
        'type',
        'version',
      ].filter((label) => labels.includes(label)),
    );
  });

  it.each([
    ['no token', undefined],
    ['a wrong token', 'wrong-token-of-thirty-two-characters'],
    ['an empty token', ''],
  ])('refuses %s', async (_, token) => {
    const { status, body } = await service.api.get('/metrics', token === undefined ? {} : { token });
    expect(status).toBe(401);
    expect(body).toMatchObject({ key: 'unauthorized' });
  });

  it('refuses the token of a person', async () => {
    expect((await api.get('/metrics')).status).toBe(401);
  });
});

it('a process that the first one does not answer says so', async () => {
  const worker = { number: 1, ofAll: () => Promise.reject(new Error('no answer')) };
  const other = await startApp({
    database: service.database,
    metrics: { host: HOST, token: TOKEN, worker },
  });
  try {
    const { status, headers, body } = await other.api.get('/metrics', { token: TOKEN });
    expect({ status, retryAfter: headers.get('retry-after'), body }).toEqual({
      status: 503,
      retryAfter: '2',
      body: {
        key: 'service_unavailable',
        message:
          'The first process of the service, which has the metrics of all, does not answer. Try again in a moment.',
      },
    });
  } finally {
    await other.stop();
  }
});

it('without METRICS_PORT and METRICS_TOKEN there are no metrics', async () => {
  const silent = await startApp({ database: service.database });
  try {
    expect((await silent.api.get('/metrics')).status).toBe(404);
    expect(() => silent.app.get(MetricsServer)).toThrow();
  } finally {
    await silent.stop();
  }
});

describe('with METRICS_PORT', () => {
  it.each([
    ['alone, no token is needed', undefined, undefined, 200],
    ['and METRICS_TOKEN, the token is needed', TOKEN, undefined, 401],
    ['and METRICS_TOKEN, the token is taken', TOKEN, TOKEN, 200],
  ])('%s', async (_, token, sent, status) => {
    const other = await startApp({ database: service.database, metrics: { host: HOST, port: 0, token } });
    try {
      const metrics = new Api(`http://${HOST}:${other.app.get(MetricsServer).port}`);
      const response = await metrics.get('/metrics', sent === undefined ? {} : { token: sent });
      expect(response.status).toBe(status);
      if (status === 200) expect(response.text).toContain('projects_api_build_info{version=');
      expect((await metrics.get('/health/live')).status).toBe(404);
      expect((await metrics.post('/metrics', {})).status).toBe(404);
      expect((await other.api.get('/metrics', { token: TOKEN })).status).toBe(404);
    } finally {
      await other.stop();
    }
  });
});
