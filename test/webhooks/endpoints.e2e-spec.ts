import { PERMISSION_KEYS } from '../../src/auth/permissions';
import { type ApiResponse, type Api, INSTANT, invalidData, withKey } from '../support/api';
import { startApp, useService } from '../support/app';
import { createPerson, type TestCompany } from '../support/builders/company';
import { keysOf } from '../support/queries';
import { newCompany } from './webhooks';

const PATH = '/api/webhook-endpoints';
const URL = 'https://hooks.example/projects';
const SECRET: unknown = expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/);

const service = useService();

const shown = ({ status, body }: ApiResponse): object => ({ status, body });

const endpoint = (person_id: number, changes: object = {}): object => ({
  id: expect.any(Number) as number,
  created_at: INSTANT,
  updated_at: INSTANT,
  url: URL,
  types: [],
  description: null,
  is_enabled: true,
  disabled_reason: null,
  person_id,
  ...changes,
});

async function rowsOf({ companyId }: TestCompany): Promise<Record<string, unknown>[]> {
  return service.database.query('select * from webhook_endpoints where company_id = $1 order by id', [
    companyId,
  ]);
}

async function create(caller: Api, body: object = {}): Promise<{ id: number; secret: string }> {
  return (await caller.post(PATH, { url: URL, ...body })).body as { id: number; secret: string };
}

describe('POST /api/webhook-endpoints', () => {
  it('creates an endpoint and shows its secret once', async () => {
    const { company, caller } = await newCompany(service);
    const whole = { types: ['project.created', 'client.updated'], description: 'CRM', is_enabled: false };
    const [bare, full] = [
      await caller.post(PATH, { url: URL }),
      await caller.post(PATH, { url: URL, ...whole }),
    ];
    const { personId } = company;
    expect(shown(bare)).toEqual({ status: 201, body: { ...endpoint(personId), secret: SECRET } });
    expect(shown(full)).toEqual({ status: 201, body: { ...endpoint(personId, whole), secret: SECRET } });
    const { id, secret } = bare.body as { id: number; secret: string };
    expect(bare.headers.get('location')).toBe(`${PATH}/${id}`);
    const { secret: _, ...shownLater } = bare.body as { secret: string };
    expect(shown(await caller.get(`${PATH}/${id}`))).toEqual({ status: 200, body: shownLater });
    expect((await caller.get(PATH)).body).toEqual([shownLater, endpoint(personId, whole)]);
    const rows = await rowsOf(company);
    expect(rows).toEqual([
      expect.objectContaining({ id, url: URL, types: [], is_enabled: true, person_id: personId }),
      expect.objectContaining({ url: URL, ...whole }),
    ]);
    expect(
      JSON.stringify(rows, (_key, value: unknown) =>
        Buffer.isBuffer(value) ? value.toString('latin1') : value,
      ),
    ).not.toContain(secret);
  });

  it('reports all that is wrong', async () => {
    const { company, caller } = await newCompany(service);
    const body = {
      url: 'http://10.0.0.1',
      types: ['project.eaten'],
      description: 1,
      is_enabled: null,
      x: 1,
      secret: 'y',
    };
    expect(shown(await caller.post(PATH, body))).toEqual({
      status: 400,
      body: invalidData(
        { field: 'url', message: 'must begin with https://' },
        { field: 'types', message: expect.stringContaining('must be one of: project.created') as string },
        { field: 'description', message: 'must be a string, not a number' },
        { field: 'is_enabled', message: 'must not be null' },
        { field: 'x', message: 'is not a field of a webhook endpoint' },
        { field: 'secret', message: expect.stringContaining('is read-only') as string },
      ),
    });
    expect(await rowsOf(company)).toEqual([]);
  });

  const NOT_A_URL = 'must be a URL like https://hooks.example.com/projects, without user and fragment';
  it.each<readonly [string, string]>([
    ['ftp://hooks.example', NOT_A_URL],
    ['hooks.example', NOT_A_URL],
    ['https://me:secret@hooks.example', NOT_A_URL],
    ['https://hooks.example/#a', NOT_A_URL],
    ['https://hooks.example/ a', NOT_A_URL],
    ['https://[::1', NOT_A_URL],
    [`https://hooks.example/${'x'.repeat(2_048)}`, 'must be at most 2048 characters long, it has 2070'],
    ...[
      '127.0.0.1',
      '2130706433',
      '0177.0.0.1',
      '0x7f.1',
      '0',
      '169.254.169.254',
      '100.64.0.1',
      '192.168.1.1',
    ].map((host) => [`https://${host}/`, 'must not be at a private or reserved address'] as const),
    ...['[::1]', '[::ffff:127.0.0.1]', '[64:ff9b::7f00:1]', '[fd00:ec2::254]', '[fe80::1]', '①②⑦.0.0.1'].map(
      (host) => [`https://${host}/`, 'must not be at a private or reserved address'] as const,
    ),
  ])('refuses %s', async (url, message) => {
    const { company, caller } = await newCompany(service);
    const refused = { status: 400, body: invalidData({ field: 'url', message }) };
    expect(shown(await caller.post(PATH, { url }))).toEqual(refused);
    const { id } = await create(caller);
    expect(shown(await caller.send('PATCH', `${PATH}/${id}`, { body: { url } }))).toEqual(refused);
    expect(await rowsOf(company)).toEqual([expect.objectContaining({ url: URL })]);
  });

  it('creates at most 20 in a company, however many at once', async () => {
    const { company, caller } = await newCompany(service);
    const responses = await Promise.all(Array.from({ length: 25 }, () => caller.post(PATH, { url: URL })));
    expect(responses.map(({ status }) => status).sort()).toEqual([
      ...Array.from({ length: 20 }, () => 201),
      ...Array.from({ length: 5 }, () => 409),
    ]);
    const rows = await rowsOf(company);
    expect(rows).toHaveLength(20);
    expect(shown(await caller.post(PATH, { url: URL }))).toEqual({
      status: 409,
      body: { key: 'conflict', message: 'A company has at most 20 webhook endpoints. Delete one first.' },
    });
    await caller.send('DELETE', `${PATH}/${String(rows[0]!.id)}`);
    expect((await caller.post(PATH, { url: URL })).status).toBe(201);
  });

  it('repeats the secret under an Idempotency-Key, and stores it encrypted there, too', async () => {
    const { company, caller } = await newCompany(service);
    const first = await caller.post(PATH, { url: URL }, withKey('once'));
    const again = await caller.post(PATH, { url: URL }, withKey('once'));
    expect(first.status).toBe(201);
    expect([again.status, again.text, again.headers.get('idempotency-replayed')]).toEqual([
      201,
      first.text,
      'true',
    ]);
    const { id, secret } = first.body as { id: number; secret: string };
    expect(JSON.stringify(await keysOf(service.database, company.companyId))).not.toContain(secret.slice(6));
    const rotate = async (): Promise<ApiResponse> =>
      caller.post(`${PATH}/${id}:rotate-secret`, undefined, withKey('twice'));
    const rotated = await rotate();
    expect(shown(rotated)).toEqual({ status: 200, body: { ...endpoint(company.personId), secret: SECRET } });
    expect((await rotate()).text).toBe(rotated.text);
    expect((rotated.body as { secret: string }).secret).not.toBe(secret);
  });
});

describe('PATCH /api/webhook-endpoints/{id}', () => {
  it('changes what is given, and takes back a whole item', async () => {
    const { company, caller } = await newCompany(service);
    const { id } = await create(caller);
    const read = (await caller.get(`${PATH}/${id}`)).body as object;
    const changes = { url: 'https://other.example', types: ['project.deleted'], is_enabled: false };
    const changed = await caller.send('PATCH', `${PATH}/${id}`, { body: { ...read, ...changes } });
    expect(shown(changed)).toEqual({ status: 200, body: endpoint(company.personId, { id, ...changes }) });
    expect((await caller.get(`${PATH}/${id}`)).body).toEqual(changed.body);
  });

  it('makes the person who changes it the one whose permissions count', async () => {
    const { company, caller } = await newCompany(service);
    const { id } = await create(caller);
    const other = await createPerson(service.database, company, PERMISSION_KEYS);
    const changed = await service.api
      .as(other)
      .send('PATCH', `${PATH}/${id}`, { body: { description: 'x' } });
    expect(changed.body).toEqual(endpoint(other.personId, { description: 'x' }));
  });

  it('changes only what If-Match names', async () => {
    const { caller } = await newCompany(service);
    const { id } = await create(caller);
    const tag = (await caller.get(`${PATH}/${id}`)).headers.get('etag')!;
    const headers = { 'If-Match': tag };
    const change = async (description: string): Promise<number> =>
      (await caller.send('PATCH', `${PATH}/${id}`, { body: { description }, headers })).status;
    expect([await change('one'), await change('two')]).toEqual([200, 412]);
  });
});

describe('the permissions of an endpoint', () => {
  const without = (...keys: string[]) => PERMISSION_KEYS.filter((key) => !keys.includes(key));
  const needs = (key: string): object => ({
    status: 403,
    body: {
      key: 'forbidden',
      message: `You need the permission ${key} for the types of this endpoint, which your role does not have.`,
    },
  });

  it.each(['pipeline.view', 'pipeline.view_other'] as const)('%s is needed for every type', async (key) => {
    const { company, caller } = await newCompany(service);
    const { id } = await create(caller);
    const lacking = service.api.as(await createPerson(service.database, company, without(key)));
    const path = `${PATH}/${id}`;
    expect(shown(await lacking.send('PATCH', path, { body: { url: URL } }))).toEqual(needs(key));
    expect(shown(await lacking.post(`${path}:rotate-secret`))).toEqual(needs(key));
    expect(shown(await lacking.post(`${path}:test`))).toEqual(needs(key));
    expect((await lacking.post(PATH, { url: URL })).status).toBe(403);
    expect((await lacking.get(path)).status).toBe(200);
    expect((await lacking.send('DELETE', path)).status).toBe(200);
  });

  it('crm.view is needed for clients and contacts, and not for all that one may see', async () => {
    const { company, caller } = await newCompany(service);
    const { id } = await create(caller, { types: ['contact.created'] });
    const lacking = service.api.as(await createPerson(service.database, company, without('crm.view')));
    expect(shown(await lacking.post(PATH, { url: URL, types: ['client.deleted'] }))).toEqual(
      needs('crm.view'),
    );
    expect(shown(await lacking.send('PATCH', `${PATH}/${id}`, { body: { url: URL } }))).toEqual(
      needs('crm.view'),
    );
    expect((await lacking.post(PATH, { url: URL })).status).toBe(201);
    expect((await lacking.send('PATCH', `${PATH}/${id}`, { body: { types: [] } })).status).toBe(200);
  });
});

describe('a test and a redelivery', () => {
  it('are deliveries of their own', async () => {
    const { company, caller } = await newCompany(service);
    const { id } = await create(caller);
    const test = await caller.post(`${PATH}/${id}:test`);
    const delivery = {
      id: expect.any(Number) as number,
      created_at: INSTANT,
      updated_at: INSTANT,
      webhook_endpoint_id: id,
      kind: 'test',
      event_id: null,
      type: 'webhook.test',
      status: 'pending',
      attempts: 0,
      next_attempt_at: INSTANT,
      response_status: null,
      response_body: null,
      latency_ms: null,
      error: null,
    };
    expect(shown(test)).toEqual({ status: 201, body: delivery });
    const path = test.headers.get('location')!;
    expect((await caller.get(path)).body).toEqual(test.body);
    expect(shown(await caller.post(`${path}:redeliver`))).toEqual({ status: 201, body: delivery });
    expect((await caller.get(`${PATH}/${id}/deliveries?status=pending&event_id=1`)).body).toEqual([]);
    expect((await caller.get(`${PATH}/${id}/deliveries`)).body).toEqual([delivery, delivery]);
    const other = await create(caller);
    const nothing = {
      key: 'not_found',
      message: expect.stringContaining('There is no webhook delivery') as string,
    };
    for (const response of [
      await caller.post(`${PATH}/${other.id}/deliveries/${(test.body as { id: number }).id}:redeliver`),
      await caller.get(`${PATH}/${other.id}/deliveries/${(test.body as { id: number }).id}`),
    ])
      expect(shown(response)).toEqual({ status: 404, body: nothing });
    const stranger = (await newCompany(service)).caller;
    expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.get(`${PATH}/${id}/deliveries`)).status).toBe(404);
    await caller.send('PATCH', `${PATH}/${id}`, { body: { is_enabled: false } });
    expect(shown(await caller.post(`${PATH}/${id}:test`))).toEqual({
      status: 409,
      body: {
        key: 'conflict',
        message: 'The webhook endpoint is disabled. Enable it first, with PATCH and is_enabled.',
      },
    });
    expect(await rowsOf(company)).toHaveLength(2);
  });
});

describe('DELETE /api/webhook-endpoints/{id}', () => {
  it('deletes once', async () => {
    const { caller } = await newCompany(service);
    const { id } = await create(caller);
    const statuses = [];
    for (const method of ['DELETE', 'DELETE', 'GET'])
      statuses.push((await caller.send(method, `${PATH}/${id}`)).status);
    expect(statuses).toEqual([200, 404, 404]);
    expect((await caller.get(PATH)).body).toEqual([]);
  });
});

describe('a service without WEBHOOK_KEY', () => {
  it('says what is missing', async () => {
    const without = await startApp({ database: service.database, webhookKey: undefined });
    const { company } = await newCompany(service);
    const response = await without.api.as(company).get(PATH);
    expect(shown(response)).toEqual({
      status: 503,
      body: {
        key: 'service_unavailable',
        message: 'This service has no webhooks: its operator has to set WEBHOOK_KEY.',
      },
    });
    expect(response.headers.get('retry-after')).toBe('3600');
    await without.stop();
  });
});

describe('a copy of the database, or another key', () => {
  const copied = { is_enabled: false, disabled_reason: 'copied' };

  it('has the endpoints disabled until one enables them', async () => {
    const { company, caller } = await newCompany(service);
    const { id } = await create(caller);
    // As a restored dump has it.
    await service.database.query(
      `update webhook_endpoints set origin = regexp_replace(origin, '^\\d+\\.\\d+', '1.2') where id = $1`,
      [id],
    );
    expect((await caller.get(`${PATH}/${id}`)).body).toEqual(endpoint(company.personId, copied));
    expect((await caller.post(`${PATH}/${id}:test`)).status).toBe(409);
    await caller.send('PATCH', `${PATH}/${id}`, { body: { description: 'still' } });
    expect((await caller.get(`${PATH}/${id}`)).body).toMatchObject(copied);
    const enabled = await caller.send('PATCH', `${PATH}/${id}`, { body: { is_enabled: true } });
    expect(shown(enabled)).toEqual({
      status: 200,
      body: endpoint(company.personId, { description: 'still' }),
    });
  });

  it('needs a new secret where the old one can not be decrypted', async () => {
    const { company, caller } = await newCompany(service);
    const { id, secret } = await create(caller);
    const other = await startApp({
      database: service.database,
      webhookKey: Buffer.alloc(32, 'other').toString('base64'),
    });
    const there = other.api.as(company);
    expect((await there.get(`${PATH}/${id}`)).body).toMatchObject(copied);
    expect((await caller.get(`${PATH}/${id}`)).body).toMatchObject({ is_enabled: true });
    expect(shown(await there.send('PATCH', `${PATH}/${id}`, { body: { is_enabled: true } }))).toEqual({
      status: 400,
      body: invalidData({
        field: 'is_enabled',
        message:
          'can not be true: the secret was encrypted with another WEBHOOK_KEY. Make a new one with POST …:rotate-secret first',
      }),
    });
    const rotated = await there.post(`${PATH}/${id}:rotate-secret`);
    expect(rotated.body).toEqual({ ...endpoint(company.personId, copied), secret: SECRET });
    expect((rotated.body as { secret: string }).secret).not.toBe(secret);
    expect((await there.send('PATCH', `${PATH}/${id}`, { body: { is_enabled: true } })).status).toBe(200);
    await other.stop();
  });
});
