import { PERMISSION_KEYS } from '../../src/auth/permissions';
import { type ApiResponse, INSTANT, invalidData, withKey } from '../support/api';
import { useService } from '../support/app';
import { createPerson } from '../support/builders/company';
import { keysOf } from '../support/queries';
import { create, endpoint, PATH, rowsOf, SECRET, shown, URL } from './endpoints';
import { newCompany } from './webhooks';

const service = useService();

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
    const rows = await rowsOf(service.database, company);
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
    expect(await rowsOf(service.database, company)).toEqual([]);
  });

  const NOT_A_URL =
    'must be a URL like https://hooks.example.com/projects, without user, fragment and port 0';
  it.each<readonly [string, string]>([
    ['ftp://hooks.example', NOT_A_URL],
    ['hooks.example', NOT_A_URL],
    ['https://me:secret@hooks.example', NOT_A_URL],
    ['https://hooks.example/#a', NOT_A_URL],
    ['https://hooks.example:0/', NOT_A_URL],
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
    expect(await rowsOf(service.database, company)).toEqual([expect.objectContaining({ url: URL })]);
  });

  it('creates at most 20 in a company, however many at once', async () => {
    const { company, caller } = await newCompany(service);
    const responses = await Promise.all(Array.from({ length: 25 }, () => caller.post(PATH, { url: URL })));
    expect(responses.map(({ status }) => status).sort()).toEqual([
      ...Array.from({ length: 20 }, () => 201),
      ...Array.from({ length: 5 }, () => 409),
    ]);
    const rows = await rowsOf(service.database, company);
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
    const unknown = await caller.get(`${PATH}/${id}/deliveries?status=in:pending,lost`);
    expect(shown(unknown)).toMatchObject({
      status: 400,
      body: {
        failures: [
          {
            field: 'status',
            message: 'must compare with one of: pending, delivered, failed; not "lost"',
          },
        ],
      },
    });
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
    expect(await rowsOf(service.database, company)).toHaveLength(2);
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
