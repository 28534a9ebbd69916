import { invalidData } from '../support/api';
import { startApp, useService } from '../support/app';
import { create, endpoint, PATH, SECRET, shown } from './endpoints';
import { newCompany } from './webhooks';

const service = useService();

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
