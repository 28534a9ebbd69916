import { type Api, withKey } from '../support/api';
import { useService } from '../support/app';
import { createCompany, insert, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { eventsOf, keysOf, projectsOf } from '../support/queries';
import { sentStatements } from '../support/sent-statements';
import { replayed, whole } from './keys';

const service = useService();

async function setup(): Promise<{ company: TestCompany; api: Api }> {
  const company = await createCompany(service.database);
  return { company, api: service.api.as(company) };
}

const AT = '/api/projects';

async function makeOlder(company: TestCompany, age: string): Promise<void> {
  await service.database.query(
    'update idempotency_keys set created_at = now() - $2::interval where company_id = $1',
    [company.companyId, age],
  );
}

describe('a key', () => {
  it('is good for 24 hours', async () => {
    const { company, api } = await setup();
    const first = await api.post(AT, projectBody(company), withKey('key'));
    await makeOlder(company, '23 hours 59 minutes');
    const again = await api.post(AT, projectBody(company), withKey('key'));
    expect({ ...whole(again), replayed: replayed(again) }).toEqual({ ...whole(first), replayed: 'true' });
  });

  it('can be used for another create after that', async () => {
    const { company, api } = await setup();
    await api.post(AT, projectBody(company), withKey('key'));
    await makeOlder(company, '24 hours');
    const body = projectBody(company, { name: 'Second project' });
    const second = await api.post(AT, body, withKey('key'));
    expect({ status: second.status, body: second.body, replayed: replayed(second) }).toMatchObject({
      status: 201,
      body: { name: 'Second project' },
      replayed: null,
    });
    expect(whole(await api.post(AT, body, withKey('key')))).toEqual(whole(second));
    expect(await projectsOf(service.database, company.companyId)).toHaveLength(2);
    expect(await keysOf(service.database, company.companyId)).toMatchObject([{ body: second.text }]);
  });

  it('can be used for another change after that, which is still whole or not at all', async () => {
    const { company, api } = await setup();
    const { id } = (await api.post(AT, projectBody(company))).body as { id: number };
    await api.send('PATCH', `${AT}/${id}`, { ...withKey('key'), body: { name: 'Second' } });
    await makeOlder(company, '24 hours');
    const change = { ...withKey('key'), body: { name: 'Third' } };
    const sent = await sentStatements(async () => {
      const third = await api.send('PATCH', `${AT}/${id}`, change);
      expect({ status: third.status, body: third.body, replayed: replayed(third) }).toMatchObject({
        status: 200,
        body: { name: 'Third' },
        replayed: null,
      });
    });
    // One transaction failed with the old key; the whole of the second attempt is in one, too.
    const bounds = sent.filter((sql) => ['begin', 'commit', 'rollback'].includes(sql));
    expect(bounds).toEqual(['begin', 'rollback', 'begin', 'commit']);
    expect(replayed(await api.send('PATCH', `${AT}/${id}`, change))).toBe('true');
    expect(await eventsOf(service.database, company.companyId)).toHaveLength(3);
    expect(await keysOf(service.database, company.companyId)).toHaveLength(1);
  });
});

describe('nothing is kept', () => {
  it.each<[string, string, object | undefined, number]>([
    ['of a body that is wrong', 'POST', { name: '' }, 400],
    ['of a field that does not exist', 'PATCH', { colour: 'red' }, 400],
    ['of what can not be found', 'DELETE', undefined, 404],
  ])('%s', async (_, method, body, status) => {
    const { company, api } = await setup();
    const { id } = (await api.post(AT, projectBody(company))).body as { id: number };
    const path = method === 'POST' ? AT : `${AT}/${status === 404 ? id + 1_000_000 : id}`;
    for (let count = 0; count < 2; count++) {
      const response = await api.send(method, path, { ...withKey('key'), body });
      expect({ status: response.status, replayed: replayed(response) }).toEqual({ status, replayed: null });
    }
    expect(await keysOf(service.database, company.companyId)).toEqual([]);
  });

  it('of a person who is on a timesheet whitelist already', async () => {
    const { company, api } = await setup();
    const project = (await api.post(AT, projectBody(company))).body as { id: number };
    const body = { project_id: project.id, person_id: company.personId };
    await insert(service.database, 'timesheet_whitelists', { company_id: company.companyId, ...body });
    const response = await api.post('/api/timesheet-whitelists', body, withKey('key'));
    expect({ status: response.status, body: response.body }).toEqual({
      status: 409,
      body: { key: 'conflict', message: 'This person is on the whitelist of this project already.' },
    });
    expect(response.headers.get('retry-after')).toBeNull();
    expect(await keysOf(service.database, company.companyId)).toEqual([]);
  });
});
