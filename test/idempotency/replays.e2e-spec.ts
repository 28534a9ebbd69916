import { type Api, INSTANT, invalidData, withKey } from '../support/api';
import { useService } from '../support/app';
import { createCompany, createPerson, createToken, type TestCompany } from '../support/builders/company';
import { projectBody, wholeProjectBody } from '../support/builders/project';
import { eventsOf, everythingOf, keysOf, projectsOf } from '../support/queries';
import { replayed, whole } from './keys';

const service = useService();

async function setup(): Promise<{ company: TestCompany; api: Api }> {
  const company = await createCompany(service.database);
  return { company, api: service.api.as(company) };
}

const AT = '/api/projects';

describe('a create with an Idempotency-Key', () => {
  it('happens once, and is answered alike however often it is sent', async () => {
    const { company, api } = await setup();
    const body = wholeProjectBody(company);
    const first = await api.post(AT, body, withKey('key-1'));
    expect({ status: first.status, replayed: replayed(first) }).toEqual({ status: 201, replayed: null });
    const before = await everythingOf(service.database, company.companyId);
    for (let count = 0; count < 2; count++) {
      const again = await api.post(AT, body, withKey('key-1'));
      expect({ ...whole(again), replayed: replayed(again) }).toEqual({ ...whole(first), replayed: 'true' });
    }
    expect(await everythingOf(service.database, company.companyId)).toEqual(before);
    expect(before.projects).toHaveLength(1);
    expect(before.project_events).toHaveLength(1);
    expect(before.idempotency_keys).toEqual([
      {
        company_id: company.companyId,
        person_id: company.personId,
        key: 'key-1',
        created_at: expect.any(Date) as Date,
        request_hash: expect.stringMatching(/^[\w-]{43}$/) as string,
        status: 201,
        location: first.headers.get('location'),
        body: first.text,
        permissions: [],
      },
    ]);
  });

  it('is answered as it was, whatever became of the project', async () => {
    const { company, api } = await setup();
    const first = await api.post(AT, projectBody(company), withKey('key-1'));
    const { id } = first.body as { id: number };
    await api.send('PATCH', `${AT}/${id}`, { body: { name: 'Renamed' } });
    await api.send('DELETE', `${AT}/${id}`);
    expect(whole(await api.post(AT, projectBody(company), withKey('key-1')))).toEqual(whole(first));
    expect(await projectsOf(service.database, company.companyId)).toEqual([
      expect.objectContaining({ id, name: 'Renamed', deleted_at: expect.any(Date) as Date }),
    ]);
  });

  it('happens again with another key, and without one', async () => {
    const { company, api } = await setup();
    for (const key of ['key-1', 'key-2', undefined, undefined]) {
      const response = await api.post(AT, projectBody(company), key === undefined ? {} : withKey(key));
      expect({ status: response.status, replayed: replayed(response) }).toEqual({
        status: 201,
        replayed: null,
      });
    }
    expect(await projectsOf(service.database, company.companyId)).toHaveLength(4);
    expect(await keysOf(service.database, company.companyId)).toHaveLength(2);
  });
});

describe('whose a key is', () => {
  it("is that of one person, whatever token they use, and not another person's or company's", async () => {
    const { company, api } = await setup();
    const [account] = await service.database.query<{ account_id: number }>(
      'select account_id from persons where company_id = $1 and id = $2',
      [company.companyId, company.personId],
    );
    const token = await createToken(service.database, account!.account_id);
    const colleague = await createPerson(service.database, company, ['pipeline.create_other']);
    const elsewhere = await setup();

    const first = await api.post(AT, projectBody(company), withKey('key'));
    const again = await service.api
      .as({ token, company: company.company })
      .post(AT, projectBody(company), withKey('key'));
    expect({ ...whole(again), replayed: replayed(again) }).toEqual({ ...whole(first), replayed: 'true' });
    for (const other of [
      await service.api.as(colleague).post(AT, projectBody(company), withKey('key')),
      await elsewhere.api.post(AT, projectBody(elsewhere.company), withKey('key')),
    ]) {
      expect({ status: other.status, replayed: replayed(other) }).toEqual({ status: 201, replayed: null });
    }
    expect(await projectsOf(service.database, company.companyId)).toHaveLength(2);
    expect(await projectsOf(service.database, elsewhere.company.companyId)).toHaveLength(1);
  });
});

describe('what a key may look like', () => {
  it.each([
    ['bare', 'opportunity-4711'],
    ['in quotes, as a structured field', '"opportunity-4711"'],
  ])('%s', async (_, key) => {
    const { company, api } = await setup();
    const first = await api.post(AT, projectBody(company), withKey(key));
    for (const spelling of ['opportunity-4711', '"opportunity-4711"']) {
      const again = await api.post(AT, projectBody(company), withKey(spelling));
      expect({ ...whole(again), replayed: replayed(again) }).toEqual({ ...whole(first), replayed: 'true' });
    }
    expect(await keysOf(service.database, company.companyId)).toMatchObject([{ key: 'opportunity-4711' }]);
  });

  it.each([
    ['empty', ''],
    ['empty in quotes', '""'],
    ['two words', 'key 1'],
    ['too long', 'k'.repeat(256)],
    ['letters of other scripts', 'clé'],
  ])('not: %s', async (_, key) => {
    const { company, api } = await setup();
    const { status, body } = await api.post(AT, projectBody(company), withKey(key));
    expect({ status, body }).toEqual({
      status: 400,
      body: invalidData({
        field: 'Idempotency-Key',
        message: 'must be 1 to 255 visible ASCII characters without spaces',
      }),
    });
    expect(await projectsOf(service.database, company.companyId)).toEqual([]);
  });

  it('plays no part in reading', async () => {
    const { api } = await setup();
    const { status, body } = await api.get(AT, withKey('key 1'));
    expect({ status, body }).toEqual({ status: 200, body: [] });
  });
});

describe('a key that comes with another request', () => {
  const reused = {
    status: 400,
    body: invalidData({
      field: 'Idempotency-Key',
      message: 'was used for another request: every request needs a key of its own',
    }),
  };

  it('is refused: another body, another path, another method', async () => {
    const { company, api } = await setup();
    const { id } = (await api.post(AT, projectBody(company), withKey('key'))).body as { id: number };
    const before = await everythingOf(service.database, company.companyId);
    for (const [method, path, body] of [
      ['POST', AT, projectBody(company, { name: 'Another' })],
      ['POST', '/api/contacts', { client_id: company.clientId, email: 'a@b', name: 'A', surname: 'B' }],
      ['PATCH', `${AT}/${id}`, { name: 'Renamed' }],
      ['PUT', `${AT}/by-external/crm/1`, projectBody(company)],
      ['POST', `${AT}/${id}:archive`, undefined],
      ['DELETE', `${AT}/${id}`, undefined],
    ] as const) {
      const response = await api.send(method, path, { ...withKey('key'), body });
      expect({ status: response.status, body: response.body }).toEqual(reused);
      // Nothing of what was undone shows.
      expect([response.headers.get('etag'), response.headers.get('location'), replayed(response)]).toEqual([
        null,
        null,
        null,
      ]);
    }
    expect(await everythingOf(service.database, company.companyId)).toEqual(before);
  });

  it('is refused even if the other request is wrong', async () => {
    const { company, api } = await setup();
    await api.post(AT, projectBody(company), withKey('key'));
    const { status, body } = await api.post(AT, { name: 5 }, withKey('key'));
    expect({ status, body }).toEqual(reused);
  });

  it('may be used if nothing came of the first request', async () => {
    const { company, api } = await setup();
    const wrong = await api.post(AT, projectBody(company, { name: '' }), withKey('key'));
    expect(wrong.status).toBe(400);
    expect(await keysOf(service.database, company.companyId)).toEqual([]);
    const right = await api.post(AT, projectBody(company), withKey('key'));
    expect({ status: right.status, body: right.body }).toMatchObject({
      status: 201,
      body: { created_at: INSTANT },
    });
    expect(await eventsOf(service.database, company.companyId)).toHaveLength(1);
  });
});
