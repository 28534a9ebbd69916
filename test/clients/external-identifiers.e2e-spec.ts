import { type ApiResponse, type Api, INSTANT, invalidData, withKey } from '../support/api';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { countRows, everythingOf } from '../support/queries';
import { client, idOf, shown } from './client';

const service = useService();

interface Identifier {
  readonly id?: number;
  readonly external_id: string;
  readonly type: string;
}
type Item = Readonly<Record<string, unknown>> & { readonly external_identifiers: Required<Identifier>[] };

const REQUIRED = { corporate_name: 'Acme', acronym: 'ACM' };
const INCLUDE = 'include=external_identifiers';
const TAKEN = 'is taken: another client of this company has it with this type';

async function setup(): Promise<{ company: TestCompany; api: Api }> {
  const company = await createCompany(service.database);
  return { company, api: service.api.as(company) };
}

const identifiers = (...pairs: [type: string, externalId: string][]): Identifier[] =>
  pairs.map(([type, external_id]) => ({ external_id, type }));
const withIds = (list: readonly Identifier[]): unknown[] =>
  list.map((one) => ({ id: expect.any(Number) as number, ...one }));
const itemOf = ({ body }: ApiResponse): Item => body as Item;
const pairsOf = ({ external_identifiers: list }: Item): string[] =>
  list.map(({ type, external_id }) => `${type}:${external_id}`);

async function create(api: Api, list: readonly Identifier[], at = '/api/clients'): Promise<ApiResponse> {
  return api.post(at, { ...REQUIRED, external_identifiers: list });
}

async function rowsOf({ companyId }: TestCompany): Promise<object[]> {
  return service.database.query(
    'select client_id, type, external_id from client_external_identifiers where company_id = $1 order by id',
    [companyId],
  );
}

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
    expect(await rowsOf(company)).toEqual(list.map((one) => ({ client_id: id, ...one })));
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
      expect(await rowsOf(company)).toEqual([]);
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

describe('what can not be an external identifier', () => {
  it('is refused with everything else that is wrong, and nothing is stored', async () => {
    const { company, api } = await setup();
    await create(api, identifiers(['crm', 'taken']));
    const before = await everythingOf(service.database, company.companyId);
    const list = (at: number, field = ''): string => `external_identifiers[${at}]${field}`;
    const send = async (external_identifiers: unknown, more: object = {}): Promise<object> =>
      shown(await api.post('/api/clients', { ...REQUIRED, ...more, external_identifiers }));
    const refused = (...failures: { field: string; message: unknown }[]): object => ({
      status: 400,
      body: invalidData(...failures),
    });
    expect(await send({})).toEqual(refused({ field: 'external_identifiers', message: 'must be a list' }));
    const many = Array.from({ length: 101 }, (_, at) => ({ type: 'crm', external_id: String(at) }));
    expect(await send(many)).toEqual(
      refused({ field: 'external_identifiers', message: 'must have at most 100 entries, it has 101' }),
    );
    const own = `/api/clients/${company.clientId}`;
    expect(shown(await api.send('PATCH', own, { body: { external_identifiers: many } }))).toEqual(
      await send(many),
    );
    const wrong = [
      'x',
      { type: 'crm' },
      { type: ' ', external_id: 7, colour: 'red' },
      { type: 'x'.repeat(51), external_id: 'a\0' },
    ];
    expect(await send(wrong, { acronym: null })).toEqual(
      refused(
        { field: 'acronym', message: 'is required' },
        { field: list(0), message: 'must be an object' },
        { field: list(1, '.external_id'), message: 'is required' },
        { field: list(2, '.external_id'), message: 'must be a string, not a number' },
        { field: list(2, '.type'), message: 'must not be blank' },
        { field: list(3, '.external_id'), message: 'must not contain the character U+0000' },
        { field: list(3, '.type'), message: 'must be at most 50 characters long, it has 51' },
        { field: list(2, '.colour'), message: 'is not a field of an external identifier' },
      ),
    );
    const twice = 'must not be given twice with this type, as in position 2';
    expect(
      await send([
        ...identifiers(['crm', 'taken'], ['erp', '1'], ['erp', '1'], ['erp', 'taken']),
        { id: 7, type: 'a', external_id: 'b' },
      ]),
    ).toEqual(
      refused(
        { field: list(0, '.external_id'), message: TAKEN },
        { field: list(2, '.external_id'), message: twice },
        { field: list(4, '.id'), message: 'is not the ID of an external identifier of this client' },
      ),
    );
    expect(await everythingOf(service.database, company.companyId)).toEqual(before);
  });

  it('is refused in a change, together with read-only keys, and nothing is stored', async () => {
    const { company, api } = await setup();
    const [taken] = itemOf(await create(api, identifiers(['crm', 'taken']))).external_identifiers;
    const own = itemOf(await create(api, identifiers(['crm', 'own'])));
    const before = await everythingOf(service.database, company.companyId);
    const [{ id }] = own.external_identifiers as [Required<Identifier>];
    const body = {
      id: 1_000_000,
      notes: 'x',
      external_identifiers: [
        { id, type: 'crm', external_id: 'taken' },
        { id: taken!.id, type: 'crm', external_id: 'other' },
        { id, type: 'crm', external_id: 'own' },
      ],
    };
    expect(shown(await api.send('PATCH', `/api/clients/${String(own.id)}`, { body }))).toEqual({
      status: 400,
      body: invalidData(
        { field: 'id', message: 'is read-only: the service sets it' },
        { field: 'external_identifiers[0].external_id', message: TAKEN },
        {
          field: 'external_identifiers[1].id',
          message: 'is not the ID of an external identifier of this client',
        },
        { field: 'external_identifiers[2].id', message: 'must not be given twice' },
      ),
    });
    expect(await everythingOf(service.database, company.companyId)).toEqual(before);
  });

  it.each(['include=', 'include=contacts', 'include=external_identifiers,', 'include=ExternalIdentifiers'])(
    'is not asked for by %s',
    async (query) => {
      const { company, api } = await setup();
      const failure = { field: 'include', message: 'must be a comma list of: external_identifiers' };
      for (const path of ['/api/clients', `/api/clients/${company.clientId}`]) {
        expect(shown(await api.get(`${path}?${query}`))).toEqual({ status: 400, body: invalidData(failure) });
      }
    },
  );
});

describe('external identifiers of others', () => {
  it('of another company do not count and are not seen', async () => {
    const [mine, theirs] = [await setup(), await setup()];
    const list = identifiers(['crm', '1']);
    const other = itemOf(await create(theirs.api, list));
    const before = await everythingOf(service.database, theirs.company.companyId);
    const own = itemOf(await create(mine.api, list));
    expect(pairsOf(own)).toEqual(['crm:1']);
    const foreign = { id: other.external_identifiers[0]!.id, type: 'crm', external_id: '2' };
    const response = await mine.api.send('PATCH', `/api/clients/${String(own.id)}`, {
      body: { external_identifiers: [foreign] },
    });
    const message = 'is not the ID of an external identifier of this client';
    expect(shown(response)).toEqual({
      status: 400,
      body: invalidData({ field: 'external_identifiers[0].id', message }),
    });
    const listed = (await mine.api.get(`/api/clients?${INCLUDE}`)).body as Item[];
    expect(listed.flatMap(pairsOf)).toEqual(['crm:1']);
    expect(await everythingOf(service.database, theirs.company.companyId)).toEqual(before);
  });

  it('of a deleted client are free, and are still read with it', async () => {
    const { api } = await setup();
    const list = identifiers(['crm', '1']);
    const gone = itemOf(await create(api, list));
    expect(shown(await create(api, list))).toEqual({
      status: 400,
      body: invalidData({ field: 'external_identifiers[0].external_id', message: TAKEN }),
    });
    await api.send('DELETE', `/api/clients/${String(gone.id)}`);
    const next = await create(api, list);
    expect({ status: next.status, pairs: pairsOf(itemOf(next)) }).toEqual({ status: 201, pairs: ['crm:1'] });
    const deleted = (await api.get(`/api/clients/${String(gone.id)}?deleted=only&${INCLUDE}`)).body as Item;
    expect(deleted.external_identifiers).toEqual(gone.external_identifiers);
  });

  it('are given to one of many clients that are created at once', async () => {
    const { company, api } = await setup();
    const responses = await Promise.all(
      Array.from({ length: 8 }, async () => create(api, identifiers(['crm', 'a'], ['erp', 'b']))),
    );
    expect(responses.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(400)]);
    for (const response of responses.filter(({ status }) => status === 400)) {
      expect(response.body).toEqual(
        invalidData(
          ...[0, 1].map((at) => ({ field: `external_identifiers[${at}].external_id`, message: TAKEN })),
        ),
      );
    }
    expect(await rowsOf(company)).toHaveLength(2);
    expect(await countRows(service.database, 'clients', company.companyId)).toBe(2);
  });

  it('are set once under an Idempotency-Key', async () => {
    const { company, api } = await setup();
    const body = { ...REQUIRED, external_identifiers: identifiers(['crm', '1']) };
    const first = await api.post('/api/clients', body, withKey('once'));
    const again = await api.post('/api/clients', body, withKey('once'));
    expect({ text: again.text, replayed: again.headers.get('idempotency-replayed') }).toEqual({
      text: first.text,
      replayed: 'true',
    });
    expect(await rowsOf(company)).toHaveLength(1);
  });
});
