import { invalidData, withKey } from '../support/api';
import { useService } from '../support/app';
import { countRows, everythingOf } from '../support/queries';
import { shown } from './client';
import {
  create,
  type Identifier,
  identifiers,
  INCLUDE,
  type Item,
  itemOf,
  pairsOf,
  REQUIRED,
  rowsOf,
  setupClients,
  TAKEN,
} from './external-identifiers';

const service = useService();
const setup = async () => setupClients(service);

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

  it('is refused in a creation, together with wrong fields, and nothing is stored', async () => {
    const { company, api } = await setup();
    await create(api, identifiers(['crm', 'taken']));
    const before = await everythingOf(service.database, company.companyId);
    const body = {
      corporate_name: '',
      acronym: 'X',
      external_identifiers: identifiers(['crm', 'taken']),
    };
    expect(shown(await api.post('/api/clients', body))).toEqual({
      status: 400,
      body: invalidData(
        { field: 'corporate_name', message: 'must not be blank' },
        { field: 'external_identifiers[0].external_id', message: TAKEN },
      ),
    });
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
      const failure = {
        field: 'include',
        message: expect.stringMatching(/^must be a comma list of: external_identifiers; not "/) as string,
      };
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
    expect(await rowsOf(service.database, company)).toHaveLength(2);
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
    expect(await rowsOf(service.database, company)).toHaveLength(1);
  });
});
