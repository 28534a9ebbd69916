import { type ApiResponse, INSTANT } from '../support/api';
import { useService } from '../support/app';
import { countRows, everythingOf } from '../support/queries';
import { client, idOf, shown } from './client';
import {
  create,
  type Identifier,
  identifiers,
  INCLUDE,
  itemOf,
  rowsOf,
  setupClients,
  withIds,
} from './external-identifiers';

const service = useService();
const setup = async () => setupClients(service);

describe.each(['/api/clients', '/api/client'])('external identifiers at %s', (at) => {
  it('are set by a create, and read where they are asked for only', async () => {
    const { company, api } = await setup();
    const list = identifiers(['crm', '001'], ['erp', '001'], ['crm', '002']);
    const created = await create(api, list, at);
    const id = idOf(created);
    const expected = client(id, { external_identifiers: withIds(list) });
    expect(shown(created)).toEqual({ status: 201, body: expected });
    expect(Object.keys(created.body as object).at(-1)).toBe('external_identifiers');
    for (const include of [
      'external_identifiers',
      'externalIdentifiers',
      'externalIdentifiers,external_identifiers',
    ]) {
      expect(shown(await api.get(`/api/clients/${id}?include=${include}`))).toEqual({
        status: 200,
        body: created.body,
      });
      const listed = await api.get(`/api/clients?include=${include}`);
      expect(listed.body).toEqual([client(company.clientId, { external_identifiers: [] }), created.body]);
    }
    expect(shown(await api.get(`/api/clients/${id}`))).toEqual({ status: 200, body: client(id) });
    expect((await api.get('/api/clients')).body).toEqual([client(company.clientId), client(id)]);
    expect(await rowsOf(service.database, company)).toEqual(list.map((one) => ({ client_id: id, ...one })));
  });

  it('are replaced as a whole by a change, those that stay keep their ID', async () => {
    const { company, api } = await setup();
    const created = itemOf(await create(api, identifiers(['crm', '1'], ['erp', '1'], ['old', '1'])));
    const path = `${at}/${String(created.id)}`;
    const [crm, erp] = created.external_identifiers as [Required<Identifier>, Required<Identifier>];
    const wanted = [
      { ...erp, external_id: '1b' },
      { external_id: 'x', type: 'new' },
      { external_id: '1', type: 'crm' },
    ];
    const response = await api.send('PATCH', path, { body: { external_identifiers: wanted } });
    expect(shown(response)).toEqual({
      status: 200,
      body: {
        ...created,
        updated_at: INSTANT,
        external_identifiers: [
          crm,
          { ...erp, external_id: '1b' },
          { id: expect.any(Number) as number, ...wanted[1] },
        ],
      },
    });
    expect(Date.parse(itemOf(response).updated_at as string)).toBeGreaterThan(
      Date.parse(created.updated_at as string),
    );
    expect((await api.get(`/api/clients/${String(created.id)}?${INCLUDE}`)).body).toEqual(response.body);
    expect(await countRows(service.database, 'client_external_identifiers', company.companyId)).toBe(3);
  });

  it('stay when they are not given or given as they are, and go by null and by an empty list', async () => {
    const { company, api } = await setup();
    for (const none of [null, []]) {
      const created = itemOf(await create(api, identifiers(['crm', '1'])));
      const path = `${at}/${String(created.id)}`;
      const { external_identifiers: list, ...bare } = created;
      const before = await everythingOf(service.database, company.companyId);
      expect((await api.send('PATCH', path, { body: {} })).body).toEqual(bare);
      for (const same of [list, identifiers(['crm', '1'])]) {
        const response = await api.send('PATCH', path, { body: { external_identifiers: same } });
        expect(shown(response)).toEqual({ status: 200, body: created });
      }
      expect(await everythingOf(service.database, company.companyId)).toEqual(before);
      const cleared = await api.send('PATCH', path, { body: { external_identifiers: none } });
      expect(shown(cleared)).toEqual({
        status: 200,
        body: { ...created, updated_at: INSTANT, external_identifiers: [] },
      });
      expect(await rowsOf(service.database, company)).toEqual([]);
    }
  });
});

describe('a client that was read with its external identifiers', () => {
  it('can be sent back with a field edited, and with identifiers that change places', async () => {
    const { api } = await setup();
    const created = itemOf(await create(api, identifiers(['crm', '1'], ['crm', '2'])));
    const path = `/api/clients/${String(created.id)}`;
    const edited = await api.send('PATCH', path, { body: { ...created, notes: 'Pays late' } });
    expect(shown(edited)).toEqual({
      status: 200,
      body: { ...created, notes: 'Pays late', updated_at: INSTANT },
    });
    const [one, two] = created.external_identifiers as [Required<Identifier>, Required<Identifier>];
    const swapped = [
      { ...one, external_id: two.external_id },
      { ...two, external_id: one.external_id },
    ];
    const response = await api.send('PATCH', path, {
      body: { ...itemOf(edited), external_identifiers: swapped },
    });
    expect(itemOf(response).external_identifiers).toEqual(swapped);
  });

  it('matches If-Match by either of its tags until it changes', async () => {
    const { api } = await setup();
    const created = await create(api, identifiers(['crm', '1']));
    const path = `/api/clients/${idOf(created)}`;
    const tagOf = ({ headers }: ApiResponse): string => headers.get('etag')!;
    const whole = tagOf(await api.get(`${path}?${INCLUDE}`));
    const bare = tagOf(await api.get(path));
    expect(whole).toBe(tagOf(created));
    expect(bare).not.toBe(whole);
    for (const tag of [whole, bare]) {
      const same = await api.send('PATCH', path, { headers: { 'If-Match': tag }, body: { notes: null } });
      expect(same.status).toBe(200);
    }
    const change = { external_identifiers: identifiers(['crm', '2']) };
    const changed = await api.send('PATCH', path, { headers: { 'If-Match': whole }, body: change });
    expect(changed.status).toBe(200);
    for (const [tag, fields] of [
      [whole, ['external_identifiers']],
      [bare, []],
    ] as const) {
      const refused = await api.send('PATCH', path, { headers: { 'If-Match': tag }, body: { notes: 'x' } });
      expect(refused).toMatchObject({
        status: 412,
        body: { failures: fields.map((field) => ({ field, message: 'has changed meanwhile' })) },
      });
    }
    const known = await api.get(`${path}?${INCLUDE}`, { headers: { 'If-None-Match': tagOf(changed) } });
    expect({ status: known.status, text: known.text }).toEqual({ status: 304, text: '' });
  });
});
