import { type ApiResponse, type Api, invalidData } from '../support/api';
import { useService } from '../support/app';
import { createCompany, createPerson, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { dateFamily, describeField, textFamily } from '../support/field-validation';
import { countWaiting } from '../support/queries';
import { until } from '../support/until';
import { client, idOf, notFound, shown, WHOLE } from './client';

const service = useService();

async function setup(): Promise<{ company: TestCompany; api: Api }> {
  const company = await createCompany(service.database);
  return { company, api: service.api.as(company) };
}

async function rowsOf(company: TestCompany): Promise<object[]> {
  return service.database.query('select * from clients where company_id = $1 order by id', [
    company.companyId,
  ]);
}

describe.each(['/api/clients', '/api/client'])('the writes at %s', (at) => {
  it('creates with all 23 fields and with the required ones, stored as answered', async () => {
    const { company, api } = await setup();
    const whole = await api.post(at, WHOLE);
    const bare = await api.post(at, { corporate_name: 'Acme', acronym: 'ACM', notes: null });
    expect(Object.keys(WHOLE)).toHaveLength(23);
    expect(shown(whole)).toEqual({ status: 201, body: client(expect.any(Number), WHOLE) });
    expect(Object.keys(whole.body as object)).toEqual(Object.keys(client(1)));
    expect(shown(bare)).toEqual({ status: 201, body: client(expect.any(Number)) });
    expect(whole.headers.get('location')).toBe(`/api/clients/${idOf(whole)}`);
    expect(shown(await api.get(`/api/clients/${idOf(whole)}`))).toEqual({ status: 200, body: whole.body });
    expect(await rowsOf(company)).toEqual([
      expect.objectContaining({ id: company.clientId }),
      expect.objectContaining({ ...WHOLE, id: idOf(whole) }),
      expect.objectContaining({ id: idOf(bare), corporate_name: 'Acme', notes: null }),
    ]);
  });

  it('changes what is given, clears by null and keeps the rest; updated_at moves only with a change', async () => {
    const { api } = await setup();
    const created = (await api.post(at, WHOLE)).body as { id: number; updated_at: string };
    const path = `${at}/${created.id}`;
    for (const same of [{}, { notes: WHOLE.notes, intent_date: '2024-02-29' }]) {
      expect(shown(await api.send('PATCH', path, { body: same }))).toEqual({ status: 200, body: created });
    }
    const changes = { corporate_name: 'Initech', notes: null, intent_date: null };
    const response = await api.send('PATCH', path, { body: changes });
    const { updated_at: moved } = response.body as { updated_at: string };
    expect(shown(response)).toEqual({ status: 200, body: { ...created, ...changes, updated_at: moved } });
    expect(Date.parse(moved)).toBeGreaterThan(Date.parse(created.updated_at));
    expect((await api.get(`/api/clients/${created.id}`)).body).toEqual(response.body);
  });

  it('deletes once: then it is not found, can not change and stays in the database', async () => {
    const { company, api } = await setup();
    const path = `${at}/${company.clientId}`;
    expect(shown(await api.send('DELETE', path))).toEqual({ status: 200, body: {} });
    const after = await rowsOf(company);
    expect(shown(await api.send('DELETE', path))).toEqual(notFound(company.clientId));
    expect(shown(await api.get(`/api/clients/${company.clientId}`))).toEqual(notFound(company.clientId));
    expect(shown(await api.send('PATCH', path, { body: { notes: 'x' } }))).toEqual(
      notFound(company.clientId),
    );
    expect(after).toEqual([expect.objectContaining({ notes: null, deleted_at: expect.any(Date) as Date })]);
    expect(await rowsOf(company)).toEqual(after);
  });

  it('touches no client of another company', async () => {
    const { api } = await setup();
    const { company: other } = await setup();
    const before = await rowsOf(other);
    const path = `${at}/${other.clientId}`;
    expect(shown(await api.send('PATCH', path, { body: { notes: 'x' } }))).toEqual(notFound(other.clientId));
    expect(shown(await api.send('DELETE', path))).toEqual(notFound(other.clientId));
    expect(await rowsOf(other)).toEqual(before);
  });
});

describe('when projects have the client', () => {
  it('keeps them readable after it is deleted, and lets no new one have it', async () => {
    const { company, api } = await setup();
    const project = await api.post('/api/projects', projectBody(company));
    await api.send('DELETE', `/api/clients/${company.clientId}`);
    expect(shown(await api.get(`/api/projects/${idOf(project)}`))).toEqual({
      status: 200,
      body: project.body,
    });
    expect(shown(await api.post('/api/projects', projectBody(company)))).toEqual({
      status: 400,
      body: invalidData({ field: 'client_id', message: 'is not a client of this company' }),
    });
  });
});

describe('when the role lacks crm.edit', () => {
  it.each([
    ['POST', '/api/clients'],
    ['POST', '/api/client'],
    ['PATCH', '/api/clients/{id}'],
    ['PATCH', '/api/client/{id}'],
    ['DELETE', '/api/clients/{id}'],
    ['DELETE', '/api/client/{id}'],
  ])('returns 403 to %s %s, whatever the body, and stores nothing', async (method, path) => {
    const { company } = await setup();
    const viewer = service.api.as(await createPerson(service.database, company, ['crm.view']));
    const before = await rowsOf(company);
    const call = method === 'DELETE' ? {} : { body: { colour: 'red' } };
    expect(shown(await viewer.send(method, path.replace('{id}', String(company.clientId)), call))).toEqual({
      status: 403,
      body: { key: 'forbidden', message: 'You need the permission crm.edit, which your role does not have.' },
    });
    expect(await rowsOf(company)).toEqual(before);
  });
});

describe('when another request changes the client at the same time', () => {
  /** Changes the client beside the service, and commits only once the request waits for it. */
  async function patchDuring(change: string): Promise<{ company: TestCompany; response: ApiResponse }> {
    const { company, api } = await setup();
    const { query } = service.database;
    await query('begin');
    await query(`update clients set ${change} where company_id = $1`, [company.companyId]);
    const patch = api.send('PATCH', `/api/clients/${company.clientId}`, { body: { notes: 'x' } });
    await until(async () => (await countWaiting(service.database, 'row')) > 0);
    await query('commit');
    return { company, response: await patch };
  }

  it('answers the client as it is then, even if nothing is left to change', async () => {
    const { company, response } = await patchDuring("notes = 'x', town = 'Roma'");
    expect(shown(response)).toEqual({
      status: 200,
      body: client(company.clientId, { notes: 'x', town: 'Roma' }),
    });
  });

  it('returns 404 if it was deleted', async () => {
    const { company, response } = await patchDuring('deleted_at = now()');
    expect(shown(response)).toEqual(notFound(company.clientId));
  });
});

describe('the fields of a client', () => {
  const create = async (change: object): Promise<ApiResponse> => {
    const { api } = await setup();
    return api.post('/api/clients', { corporate_name: 'Acme', acronym: 'ACM', ...change });
  };

  describeField('corporate_name', textFamily({ max: 255, min: 1 }), create);
  describeField('acronym', textFamily({ max: 50, min: 1 }), create);
  describeField('notes', textFamily({ max: 10_000 }), create);
  describeField('vat', textFamily({ max: 50 }), create);
  describeField('intent_date', dateFamily(), create);

  it('answers all that is wrong at once, and stores nothing', async () => {
    const { company, api } = await setup();
    const before = await rowsOf(company);
    const body = {
      email: 'acme',
      pec: 1,
      id: 1,
      created_at: '2024-01-01',
      deleted_at: null,
      group_id: 1,
      bank_account_id: null,
      vat_rate_id: 1,
      payment_term_id: 1,
      colour: 'red',
    };
    const pointsAway = 'is read-only: what it points to is not part of this API';
    expect(shown(await api.post('/api/clients', body))).toEqual({
      status: 400,
      body: invalidData(
        { field: 'corporate_name', message: 'is required' },
        { field: 'acronym', message: 'is required' },
        { field: 'email', message: 'must be an e-mail address' },
        { field: 'pec', message: 'must be a string, not a number' },
        { field: 'id', message: 'is read-only: the service sets it' },
        { field: 'created_at', message: 'is read-only: the service sets it' },
        { field: 'deleted_at', message: 'is read-only: delete the client with DELETE /api/clients/{id}' },
        { field: 'group_id', message: pointsAway },
        { field: 'bank_account_id', message: pointsAway },
        { field: 'vat_rate_id', message: pointsAway },
        { field: 'payment_term_id', message: pointsAway },
        { field: 'colour', message: 'is not a field of a client' },
      ),
    });
    expect(await rowsOf(company)).toEqual(before);
  });

  it('refuses a change that is wrong in one field as a whole', async () => {
    const { company, api } = await setup();
    const before = await rowsOf(company);
    const body = { corporate_name: null, acronym: ' ', notes: 'x', updated_at: '2024-01-01' };
    expect(shown(await api.send('PATCH', `/api/clients/${company.clientId}`, { body }))).toEqual({
      status: 400,
      body: invalidData(
        { field: 'corporate_name', message: 'must not be null' },
        { field: 'acronym', message: 'must not be blank' },
        { field: 'updated_at', message: expect.stringMatching(/^is read-only.*read it again/) as string },
      ),
    });
    expect(await rowsOf(company)).toEqual(before);
  });
});
