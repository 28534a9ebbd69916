import { type Api } from '../support/api';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { readFeed, whenStampsHavePassed } from './events';

const service = useService();

async function setup(): Promise<{ company: TestCompany; api: Api }> {
  const company = await createCompany(service.database);
  return { company, api: service.api.as(company) };
}

describe('the events of clients and contacts', () => {
  it('say what was done to them, with the item as it is now', async () => {
    const { company, api } = await setup();
    const headers = { 'X-Request-Id': 'crm' };
    const client = await api.post('/api/clients', { corporate_name: 'Globex', acronym: 'GLX' }, { headers });
    const clientId = (client.body as { id: number }).id;
    const person = { client_id: clientId, email: 'b@globex.example', name: 'B', surname: 'C' };
    const contact = await api.post('/api/contacts', person, { headers });
    const contactId = (contact.body as { id: number }).id;
    await api.send('PATCH', `/api/clients/${clientId}`, { headers, body: { acronym: 'GL', town: 'Milan' } });
    await api.send('PATCH', `/api/clients/${clientId}`, { headers, body: { acronym: 'GL' } });
    await api.send('DELETE', `/api/contacts/${contactId}`, { headers });
    await whenStampsHavePassed();

    const { events } = await readFeed(api);
    const shared = {
      cursor: expect.any(String) as string,
      id: expect.any(Number) as number,
      created_at: expect.any(String) as string,
      person_id: company.personId,
      token_id: expect.any(Number) as number,
      request_id: 'crm',
    };
    const ofClient = {
      ...shared,
      client_id: clientId,
      client: expect.objectContaining({ id: clientId, acronym: 'GL', town: 'Milan' }) as unknown,
    };
    const ofContact = {
      ...shared,
      contact_id: contactId,
      contact: expect.objectContaining({ id: contactId, ...person }) as unknown,
    };
    expect(events).toEqual([
      {
        ...ofClient,
        type: 'client.created',
        changes: [
          { field: 'corporate_name', from: null, to: 'Globex' },
          { field: 'acronym', from: null, to: 'GLX' },
        ],
      },
      {
        ...ofContact,
        type: 'contact.created',
        changes: expect.arrayContaining([{ field: 'email', from: null, to: person.email }]) as unknown,
      },
      {
        ...ofClient,
        type: 'client.updated',
        changes: expect.arrayContaining([
          { field: 'acronym', from: 'GLX', to: 'GL' },
          { field: 'town', from: null, to: 'Milan' },
        ]) as unknown,
      },
      { ...ofContact, type: 'contact.deleted', changes: [] },
    ]);
  });

  it('have external identifiers, too', async () => {
    const { company, api } = await setup();
    const body = { external_identifiers: [{ external_id: 'A-1', type: 'crm' }] };
    await api.send('PATCH', `/api/clients/${company.clientId}`, { body });
    await whenStampsHavePassed();
    const { events } = await readFeed(api);
    const to = [{ id: expect.any(Number) as number, external_id: 'A-1', type: 'crm' }];
    expect(events).toMatchObject([
      {
        type: 'client.updated',
        changes: [{ field: 'external_identifiers', from: [], to }],
        client: { external_identifiers: to },
      },
    ]);
  });

  it('of a creation have the external identifiers that it gave', async () => {
    const { company, api } = await setup();
    const body = {
      corporate_name: 'Globex',
      acronym: 'GLX',
      external_identifiers: [
        { external_id: 'A-1', type: 'crm' },
        { external_id: 'B-1', type: 'erp' },
      ],
    };
    const { body: created } = await api.post('/api/clients', body);
    await api.post('/api/clients', { ...body, external_identifiers: [] });
    await whenStampsHavePassed();
    const { events } = await readFeed(api);
    const to = (created as { external_identifiers: object[] }).external_identifiers;
    expect(to).toMatchObject(body.external_identifiers);
    const changes = [
      { field: 'corporate_name', from: null, to: 'Globex' },
      { field: 'acronym', from: null, to: 'GLX' },
    ];
    expect(events).toMatchObject([
      {
        type: 'client.created',
        changes: [...changes, { field: 'external_identifiers', from: null, to }],
        client: { external_identifiers: to },
      },
      { type: 'client.created', changes },
    ]);
    expect(
      await service.database.query(
        'select id, external_id, type from client_external_identifiers where company_id = $1 order by id',
        [company.companyId],
      ),
    ).toEqual(to);
  });

  it('are one for a change of fields and of external identifiers', async () => {
    const { company, api } = await setup();
    const path = `/api/clients/${company.clientId}`;
    const body = { town: 'Milan', external_identifiers: [{ external_id: 'A-1', type: 'crm' }] };
    const { body: changed } = await api.send('PATCH', path, { body });
    const { updated_at, external_identifiers: to } = changed as Record<string, unknown>;
    // Without a change there is none, …
    await api.send('PATCH', path, { body });
    // … and a refused one changes neither.
    const refused = { town: 'Rome', external_identifiers: [{ id: 999_999, external_id: 'A', type: 'crm' }] };
    expect((await api.send('PATCH', path, { body: refused })).status).toBe(400);
    await api.send('PATCH', path, { body: { external_identifiers: [] } });
    await whenStampsHavePassed();
    const { events } = await readFeed(api);
    expect(events).toMatchObject([
      {
        type: 'client.updated',
        created_at: updated_at,
        changes: [
          { field: 'town', from: null, to: 'Milan' },
          { field: 'external_identifiers', from: [], to },
        ],
        client: { town: 'Milan', external_identifiers: [] },
      },
      { type: 'client.updated', changes: [{ field: 'external_identifiers', from: to, to: [] }] },
    ]);
    expect(events).toHaveLength(2);
  });

  it('come in one order with those of projects, and are found by their types', async () => {
    const { company, api } = await setup();
    await api.post('/api/projects', projectBody(company));
    await api.send('PATCH', `/api/clients/${company.clientId}`, { body: { acronym: 'A' } });
    await api.post('/api/projects', projectBody(company));
    await whenStampsHavePassed();
    const types = async (query: string): Promise<string[]> =>
      (await readFeed(api, `/api/events?${query}`)).events.map(({ type }) => type);
    expect(await types('limit=1')).toEqual(['project.created', 'client.updated', 'project.created']);
    expect(await types('type=client.updated')).toEqual(['client.updated']);
    expect(await types('type=project.created')).toEqual(['project.created', 'project.created']);
  });
});
