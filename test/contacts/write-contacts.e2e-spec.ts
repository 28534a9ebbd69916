import { type ApiResponse, invalidData } from '../support/api';
import { useService } from '../support/app';
import { createPerson } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { describeField, idFamily, textFamily } from '../support/field-validation';
import {
  contact,
  idOf,
  idsOf,
  notFound,
  REQUIRED,
  rowsOf,
  type Setup,
  setupContacts,
  shown,
  WHOLE,
} from './contact';

const service = useService();

const setup = async (): Promise<Setup> => setupContacts(service);

describe.each(['/api/contacts', '/api/contact'])('the writes at %s', (at) => {
  it('creates with all fields and with the required ones, stored as answered', async () => {
    const { company, api, secondId } = await setup();
    const whole = await api.post(at, { client_id: secondId, ...WHOLE });
    const bare = await api.post(at, { client_id: secondId, ...REQUIRED, notes: null });
    expect(shown(whole)).toEqual({ status: 201, body: contact(expect.any(Number), secondId, WHOLE) });
    expect(Object.keys(whole.body as object)).toEqual(Object.keys(contact(1, 1)));
    expect(shown(bare)).toEqual({ status: 201, body: contact(expect.any(Number), secondId) });
    expect(whole.headers.get('location')).toBe(`/api/contacts/${idOf(whole)}`);
    expect(shown(await api.get(`/api/contacts/${idOf(whole)}`))).toEqual({ status: 200, body: whole.body });
    expect(await rowsOf(service, company)).toEqual([
      expect.objectContaining({ id: company.contactId }),
      expect.objectContaining({ id: idOf(whole), client_id: secondId, ...WHOLE, deleted_at: null }),
      expect.objectContaining({ id: idOf(bare), client_id: secondId, ...REQUIRED, notes: null }),
    ]);
  });

  it('changes what is given, clears by null and keeps the rest; updated_at moves only with a change', async () => {
    const { api, secondId } = await setup();
    const answered = await api.post(at, { client_id: secondId, ...WHOLE });
    const created = answered.body as { id: number; updated_at: string };
    const path = `${at}/${created.id}`;
    for (const body of [{}, { role: WHOLE.role, client_id: secondId }]) {
      expect(shown(await api.send('PATCH', path, { body }))).toEqual({ status: 200, body: created });
    }
    const changes = { surname: 'Bianchi', role: null, notes: null };
    const response = await api.send('PATCH', path, { body: changes });
    const { updated_at: moved } = response.body as { updated_at: string };
    expect(shown(response)).toEqual({ status: 200, body: { ...created, ...changes, updated_at: moved } });
    expect(Date.parse(moved)).toBeGreaterThan(Date.parse(created.updated_at));
    expect((await api.get(`/api/contacts/${created.id}`)).body).toEqual(response.body);
  });

  it('deletes once: then it is not found, not listed, and can not change', async () => {
    const { company, api } = await setup();
    const { contactId } = company;
    const path = `${at}/${contactId}`;
    expect(shown(await api.send('DELETE', path))).toEqual({ status: 200, body: {} });
    const after = await rowsOf(service, company);
    expect(after).toEqual([expect.objectContaining({ id: contactId, deleted_at: expect.any(Date) as Date })]);
    expect(shown(await api.send('DELETE', path))).toEqual(notFound(contactId));
    expect(shown(await api.get(`/api/contacts/${contactId}`))).toEqual(notFound(contactId));
    expect(shown(await api.send('PATCH', path, { body: { notes: 'x' } }))).toEqual(notFound(contactId));
    expect(idsOf(await api.get('/api/contacts'))).toEqual([]);
    expect(await rowsOf(service, company)).toEqual(after);
  });

  it('touches no contact of another company', async () => {
    const { api } = await setup();
    const { company: other } = await setup();
    const before = await rowsOf(service, other);
    const path = `${at}/${other.contactId}`;
    const refused = notFound(other.contactId);
    expect(shown(await api.send('PATCH', path, { body: { notes: 'x' } }))).toEqual(refused);
    expect(shown(await api.send('DELETE', path))).toEqual(refused);
    expect(await rowsOf(service, other)).toEqual(before);
  });

  it('returns 403 to every write without crm.edit, whatever the body, and stores nothing', async () => {
    const { company } = await setup();
    const viewer = service.api.as(await createPerson(service.database, company, ['crm.view']));
    const before = await rowsOf(service, company);
    for (const response of [
      await viewer.post(at, { colour: 'red' }),
      await viewer.send('PATCH', `${at}/${company.contactId}`, { body: { colour: 'red' } }),
      await viewer.send('DELETE', `${at}/${company.contactId}`),
    ]) {
      expect(shown(response)).toEqual({
        status: 403,
        body: {
          key: 'forbidden',
          message: 'You need the permission crm.edit, which your role does not have.',
        },
      });
    }
    expect(await rowsOf(service, company)).toEqual(before);
  });
});

describe('the client of a contact', () => {
  it.each<[string, (setup: Setup) => Promise<number>]>([
    ['unknown', async () => Promise.resolve(999_999)],
    ['of another company', async () => (await setup()).secondId],
    [
      'deleted',
      async ({ api, secondId }) => {
        await api.send('DELETE', `/api/clients/${secondId}`);
        return secondId;
      },
    ],
  ])('is refused when it is %s, on creation and on change', async (_, idOfClient) => {
    const all = await setup();
    const { company, api } = all;
    const client_id = await idOfClient(all);
    const before = await rowsOf(service, company);
    const failure = { field: 'client_id', message: 'is not a client of this company' };
    for (const response of [
      await api.post('/api/contacts', { ...REQUIRED, client_id }),
      await api.send('PATCH', `/api/contacts/${company.contactId}`, { body: { client_id, notes: 'x' } }),
    ]) {
      expect(shown(response)).toEqual({ status: 400, body: invalidData(failure) });
    }
    const noAddress = { field: 'email', message: 'must be an e-mail address' };
    expect(shown(await api.post('/api/contacts', { ...REQUIRED, email: 'none', client_id }))).toEqual({
      status: 400,
      body: invalidData(noAddress, failure),
    });
    expect(await rowsOf(service, company)).toEqual(before);
  });

  it('may be repeated after it was deleted', async () => {
    const { company, api, secondId } = await setup();
    const created = await api.post('/api/contacts', { ...REQUIRED, client_id: secondId });
    await api.send('DELETE', `/api/clients/${secondId}`);
    const path = `/api/contacts/${idOf(created)}`;
    expect(shown(await api.send('PATCH', path, { body: { client_id: secondId, notes: 'x' } }))).toEqual({
      status: 200,
      body: contact(idOf(created), secondId, { notes: 'x' }),
    });
    expect(await rowsOf(service, company)).toContainEqual(expect.objectContaining({ notes: 'x' }));
  });

  it('can change as long as no project has the contact', async () => {
    const { company, api, secondId } = await setup();
    const { contactId, clientId } = company;
    const path = `/api/contacts/${contactId}`;
    expect(shown(await api.send('PATCH', path, { body: { client_id: secondId } }))).toEqual({
      status: 200,
      body: contact(contactId, secondId),
    });
    await api.send('PATCH', path, { body: { client_id: clientId } });
    await api.post('/api/projects', projectBody(company, { client_contact_id: contactId }));
    const before = await rowsOf(service, company);
    const body = { client_id: secondId, notes: 'x' };
    const message = 'can not change: projects of the client have this contact';
    expect(shown(await api.send('PATCH', path, { body }))).toEqual({
      status: 400,
      body: invalidData({ field: 'client_id', message }),
    });
    expect(await rowsOf(service, company)).toEqual(before);
    // What projects have can still change otherwise.
    expect((await api.send('PATCH', path, { body: { client_id: clientId, notes: 'x' } })).status).toBe(200);
  });
});

describe('when projects have the contact', () => {
  it('keeps them readable after it is deleted, and lets no new one have it', async () => {
    const { company, api } = await setup();
    const body = projectBody(company, { client_contact_id: company.contactId });
    const project = await api.post('/api/projects', body);
    await api.send('DELETE', `/api/contacts/${company.contactId}`);
    expect(shown(await api.get(`/api/projects/${idOf(project)}`))).toEqual({
      status: 200,
      body: project.body,
    });
    expect(shown(await api.post('/api/projects', body))).toEqual({
      status: 400,
      body: invalidData({ field: 'client_contact_id', message: 'is not a contact of that client' }),
    });
  });
});

describe('the fields of a contact', () => {
  const create = async (change: object): Promise<ApiResponse> => {
    const { api, secondId } = await setup();
    return api.post('/api/contacts', { client_id: secondId, ...REQUIRED, ...change });
  };

  describeField('client_id', idFamily({ required: true }), create);
  describeField('surname', textFamily({ max: 100, min: 1 }), create);
  describeField('role', textFamily({ max: 75 }), create);

  it('answers all that is wrong at once, and stores nothing', async () => {
    const { company, api } = await setup();
    const before = await rowsOf(service, company);
    const long = `${'x'.repeat(149)}@b`;
    expect(shown(await api.post('/api/contacts', { email: long, id: 1, deleted_at: null }))).toEqual({
      status: 400,
      body: invalidData(
        { field: 'email', message: 'must be at most 150 characters long, it has 151' },
        { field: 'name', message: 'is required' },
        { field: 'surname', message: 'is required' },
        { field: 'client_id', message: 'is required' },
        { field: 'id', message: 'is read-only: the service sets it' },
        { field: 'deleted_at', message: 'is read-only: delete the contact with DELETE /api/contacts/{id}' },
      ),
    });
    const body = { email: null, client_id: null, name: ' ', notes: 'x' };
    expect(shown(await api.send('PATCH', `/api/contacts/${company.contactId}`, { body }))).toEqual({
      status: 400,
      body: invalidData(
        { field: 'email', message: 'must not be null' },
        { field: 'name', message: 'must not be blank' },
        { field: 'client_id', message: 'must not be null' },
      ),
    });
    expect(await rowsOf(service, company)).toEqual(before);
  });
});
