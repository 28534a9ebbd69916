import { invalidData } from '../support/api';
import { useService } from '../support/app';
import { createContact, createPerson } from '../support/builders/company';
import { whenStampsHavePassed } from '../events/events';
import { contact, idsOf, notFound, type Setup, setupContacts, shown } from './contact';

const service = useService();

/** Contacts 0 and 1 of the first client, 2 and 3 of the second, changed on the days 11 to 14. */
async function setup(): Promise<Setup & { ids: number[] }> {
  const all = await setupContacts(service);
  const { company, secondId } = all;
  const { companyId, clientId, contactId } = company;
  const ids = [contactId];
  for (const of of [clientId, secondId, secondId]) {
    ids.push(await createContact(service.database, companyId, of));
  }
  for (const [index, id] of ids.entries()) {
    await service.database.query('update client_contacts set updated_at = $1 where id = $2', [
      `2025-02-1${index + 1}T09:26:18.797Z`,
      id,
    ]);
  }
  return { ...all, ids };
}

describe('GET /api/contacts', () => {
  it('lists whole contacts of the company alone, key by key in the order of the contract', async () => {
    const { company, api, secondId, ids } = await setup();
    await setup();
    const response = await api.get('/api/contacts');
    const { clientId } = company;
    expect(shown(response)).toEqual({
      status: 200,
      body: [clientId, clientId, secondId, secondId].map((of, index) => contact(ids[index], of)),
    });
    expect(Object.keys((response.body as object[])[0]!)).toEqual(Object.keys(contact(1, 1)));
    expect(response.headers.get('link')).toBeNull();
  });

  it.each([
    ['client_id={first}', [0, 1]],
    ['client_id=eq:{second}', [2, 3]],
    ['client_id=in:{first},{second}', [0, 1, 2, 3]],
    ['client_id=in:{second},999999', [2, 3]],
    ['client_id=neq:{first}', [2, 3]],
    ['client_id=notIn:{first},{second}', []],
    ['client_id=999999', []],
    ['updated_at=gte:2025-02-13', [2, 3]],
    ['client_id={first}&updated_at=2025-02-12', [1]],
    ['limit=2&offset=1', [1, 2]],
  ])('answers %s', async (query, expected) => {
    const { company, api, secondId, ids } = await setup();
    const named = query
      .replaceAll('{first}', String(company.clientId))
      .replaceAll('{second}', String(secondId));
    const response = await api.get(`/api/contacts?${named}`);
    expect({ status: response.status, ids: idsOf(response) }).toEqual({
      status: 200,
      ids: expected.map((index) => ids[index]),
    });
  });

  it('leads through all pages by Link: rel="next", with the filter kept', async () => {
    const { api, secondId, ids } = await setup();
    const pages: number[][] = [];
    let next: string | undefined = `/api/contacts?client_id=${secondId}&limit=1`;
    while (next !== undefined) {
      const response = await api.get(next);
      pages.push(idsOf(response));
      next = /^<(\/api\/contacts\?[^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
    }
    expect(pages).toEqual([[ids[2]], [ids[3]], []]);
  });

  it('refuses parameters that it does not know, and wrong ones, all at once', async () => {
    const { api } = await setup();
    expect(shown(await api.get('/api/contacts?client_id=Acme&deleted=yes&limit=101&colour=red'))).toEqual({
      status: 400,
      body: invalidData(
        { field: 'limit', message: 'must be from 1 to 100' },
        { field: 'deleted', message: 'must be one of: exclude, include, only' },
        { field: 'client_id', message: 'must compare with an integer, not "Acme"' },
        { field: 'colour', message: 'is not a parameter of this list' },
      ),
    });
  });
});

describe('deleted contacts', () => {
  const DELETED_AT = '2025-02-14T09:26:18.797Z';

  /** Contact 1 was deleted on day 14, contact 3 through the API. */
  async function setupDeleted(): ReturnType<typeof setup> {
    const all = await setup();
    await service.database.query('update client_contacts set deleted_at = $1 where id = $2', [
      DELETED_AT,
      all.ids[1],
    ]);
    await all.api.send('DELETE', `/api/contacts/${all.ids[3]}`);
    await whenStampsHavePassed();
    return all;
  }

  it.each([
    ['', [0, 2]],
    ['?deleted=exclude', [0, 2]],
    ['?deleted=include', [0, 1, 2, 3]],
    ['?deleted=only', [1, 3]],
    ['?deleted=only&client_id={first}', [1]],
    ['?deleted=only&deleted_at=2025-02-14', [1]],
    ['?deleted=include&deleted_at=gt:2025-02-14T09:26:18.797Z', [3]],
    ['?deleted_at=2025-02-14', []],
    ['?deleted=include&updated_at=lt:2025-02-13', [0, 1]],
  ])('are listed for "%s" as %j', async (query, expected) => {
    const { company, api, ids } = await setupDeleted();
    const response = await api.get(`/api/contacts${query.replace('{first}', String(company.clientId))}`);
    expect({ status: response.status, ids: idsOf(response) }).toEqual({
      status: 200,
      ids: expected.map((index) => ids[index]),
    });
  });

  it.each([
    ['', 0, true],
    ['', 1, false],
    ['?deleted=include', 0, true],
    ['?deleted=include', 1, true],
    ['?deleted=only', 0, false],
    ['?deleted=only', 1, true],
  ])('with "%s" of contact %s: found is %s', async (query, index, isFound) => {
    const { company, api, ids } = await setupDeleted();
    const id = ids[index]!;
    const whole = contact(id, company.clientId, { deleted_at: index === 1 ? DELETED_AT : null });
    expect(shown(await api.get(`/api/contacts/${id}${query}`))).toEqual(
      isFound ? { status: 200, body: whole } : notFound(id),
    );
  });

  it('have both stamps of their deletion, in the feed, too', async () => {
    const { api, secondId, ids } = await setupDeleted();
    const { body } = await api.get(`/api/contacts/${ids[3]}?deleted=only`);
    const { updated_at } = body as { updated_at: string };
    expect(body).toEqual(contact(ids[3], secondId, { updated_at, deleted_at: updated_at }));
    expect(
      shown(await api.get('/api/contacts?deleted_at=gte:2025-03-01&deleted=only&limit=1&offset=0')),
    ).toEqual({
      status: 200,
      body: [body],
    });
    const feed = await api.get('/api/events?type=contact.deleted');
    expect(feed.body).toEqual([expect.objectContaining({ contact_id: ids[3], contact: body })]);
  });
});

describe('GET /api/contacts/{id}', () => {
  it('answers one', async () => {
    const { api, secondId, ids } = await setup();
    const response = await api.get(`/api/contacts/${ids[2]}`);
    expect(shown(response)).toEqual({ status: 200, body: contact(ids[2], secondId) });
  });

  it('returns 404 alike to one of another company and to none', async () => {
    const { api } = await setup();
    const { ids: others } = await setup();
    for (const id of [others[0]!, 999_999]) {
      expect(shown(await api.get(`/api/contacts/${id}`))).toEqual(notFound(id));
    }
  });
});

describe('when the role lacks crm.view', () => {
  it('returns 403 to list and get', async () => {
    const { company, ids } = await setup();
    const editor = service.api.as(await createPerson(service.database, company, ['crm.edit']));
    const viewer = service.api.as(await createPerson(service.database, company, ['crm.view']));
    for (const path of ['/api/contacts', `/api/contacts/${ids[0]}`, '/api/contacts/999999']) {
      expect(shown(await editor.get(path))).toEqual({
        status: 403,
        body: {
          key: 'forbidden',
          message: 'You need the permission crm.view, which your role does not have.',
        },
      });
    }
    expect(idsOf(await viewer.get('/api/contacts'))).toEqual(ids);
    expect((await viewer.get(`/api/contacts/${ids[0]}`)).status).toBe(200);
  });
});
