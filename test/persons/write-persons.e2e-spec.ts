import { setTimeout as delay } from 'node:timers/promises';
import { type Permission, PERMISSION_KEYS } from '../../src/auth/permissions';
import { type ApiResponse, type Api, INSTANT, invalidData, withKey } from '../support/api';
import { useService } from '../support/app';
import {
  createCompany,
  createPerson,
  insert,
  type TestUser,
  type TestCompany,
} from '../support/builders/company';
import { everythingOf } from '../support/queries';

const service = useService();

/** How long an authentication is remembered, in milliseconds. */
const EFFECTIVE = 1_000;

interface Setup {
  readonly company: TestCompany;
  readonly api: Api;
  readonly other: TestUser;
  readonly path: string;
}

/** A company, its administrator, and another person with `crm.view`. */
async function setup(): Promise<Setup> {
  const company = await createCompany(service.database);
  const other = await createPerson(service.database, company, ['crm.view']);
  return { company, api: service.api.as(company), other, path: `/api/persons/${other.personId}` };
}

const shown = ({ status, body }: ApiResponse): object => ({ status, body });
const roleOf = async ({ companyId }: TestCompany, permissions: readonly Permission[]): Promise<number> =>
  insert(service.database, 'roles', {
    company_id: companyId,
    name: `Role ${permissions.join()}`,
    permissions,
  });
const rowOf = async ({ companyId }: TestCompany, id: number): Promise<Record<string, unknown>> => {
  const sql = 'select * from persons where company_id = $1 and id = $2';
  const [row] = await service.database.query<Record<string, unknown>>(sql, [companyId, id]);
  return row!;
};

describe('PATCH /api/persons/{id}', () => {
  it('changes what is given and keeps the rest; updated_at moves only with a change', async () => {
    const { company, api, other, path } = await setup();
    const before = await rowOf(company, other.personId);
    const { body: item } = await api.get(path);
    const same = { name: before.name, surname: before.surname, role_id: before.role_id, is_archived: false };
    for (const body of [{}, same]) {
      expect(shown(await api.send('PATCH', path, { body }))).toEqual({ status: 200, body: item });
    }
    const roleId = await roleOf(company, ['pipeline.view']);
    const changes = { name: 'Pia', surname: 'Conti', role_id: roleId, is_archived: true };
    const response = await api.send('PATCH', path, { body: changes });
    const { updated_at: moved } = response.body as { updated_at: string };
    expect(shown(response)).toEqual({
      status: 200,
      body: { ...(item as object), ...changes, role: 'Role pipeline.view', updated_at: INSTANT },
    });
    expect(Object.keys(response.body as object)).toEqual(Object.keys(item as object));
    expect(await rowOf(company, other.personId)).toEqual({
      ...before,
      ...changes,
      updated_at: new Date(moved),
    });
    expect(new Date(moved).getTime()).toBeGreaterThan((before.updated_at as Date).getTime());
    expect((await api.get(path)).body).toEqual(response.body);
  });

  it('changes a person only as `If-Match` says', async () => {
    const { company, api, path } = await setup();
    const tag = (await api.get(path)).headers.get('etag')!;
    const first = await api.send('PATCH', path, { headers: { 'If-Match': tag }, body: { surname: 'Conti' } });
    expect(first.status).toBe(200);
    const before = await everythingOf(service.database, company.companyId);
    const second = await api.send('PATCH', path, { headers: { 'If-Match': tag }, body: { surname: 'Neri' } });
    expect({ ...shown(second), tag: second.headers.get('etag') }).toEqual({
      status: 412,
      body: {
        key: 'precondition_failure',
        message: 'The item is not what If-Match says any more. Read it again and decide anew.',
        failures: [{ field: 'surname', message: 'has changed meanwhile' }],
      },
      tag: first.headers.get('etag'),
    });
    expect(await everythingOf(service.database, company.companyId)).toEqual(before);
  });

  it('refuses all that is wrong at once and changes nothing', async () => {
    const { company, api, path } = await setup();
    const before = await everythingOf(service.database, company.companyId);
    const body = { name: null, surname: ' ', role_id: '1', is_archived: null, email: 'a@b', colour: 'red' };
    expect(shown(await api.send('PATCH', path, { body: { ...body, email: undefined } }))).toEqual({
      status: 400,
      body: invalidData(
        { field: 'name', message: 'must not be null' },
        { field: 'surname', message: 'must not be blank' },
        { field: 'role_id', message: 'must be an integer, not a number in quotes' },
        { field: 'is_archived', message: 'must not be null' },
        { field: 'colour', message: 'is not a field of a person' },
      ),
    });
    const readOnly = { role_id: 999_999_999, email: 'other@example.com', role: 'Other' };
    expect(shown(await api.send('PATCH', path, { body: readOnly }))).toEqual({
      status: 400,
      body: invalidData(
        { field: 'email', message: 'is read-only: it names the account of the person' },
        { field: 'role', message: 'is read-only: set role_id' },
        { field: 'role_id', message: 'is not a role of this company' },
      ),
    });
    expect(await everythingOf(service.database, company.companyId)).toEqual(before);
  });

  it('does not find a person of another company, and takes no role of it', async () => {
    const [mine, theirs] = [await setup(), await setup()];
    const before = await everythingOf(service.database, theirs.company.companyId);
    const { role_id } = await rowOf(theirs.company, theirs.other.personId);
    expect(shown(await mine.api.send('PATCH', theirs.path, { body: { name: 'Eve' } }))).toEqual({
      status: 404,
      body: { key: 'not_found', message: `There is no person ${theirs.other.personId} in this company.` },
    });
    expect(shown(await mine.api.send('PATCH', mine.path, { body: { role_id } }))).toEqual({
      status: 400,
      body: invalidData({ field: 'role_id', message: 'is not a role of this company' }),
    });
    expect(await everythingOf(service.database, theirs.company.companyId)).toEqual(before);
  });
});

describe('a role that the caller gives', () => {
  it.each<[string, readonly Permission[], readonly Permission[], string | undefined]>([
    ['no permission', ['settings.team'], [], undefined],
    ['a permission of the caller', ['settings.team', 'crm.view'], ['crm.view'], undefined],
    ['all permissions of the caller', PERMISSION_KEYS, PERMISSION_KEYS, undefined],
    [
      'a permission more',
      ['settings.team', 'crm.view'],
      ['crm.view', 'crm.edit'],
      'You need the permission crm.edit, which your role does not have, to give the role Wanted.',
    ],
    [
      'the other permission of a pair',
      ['settings.team', 'pipeline.view_other'],
      ['pipeline.view', 'settings.company'],
      'You need the permissions pipeline.view, settings.company, which your role does not have, to give the role Wanted.',
    ],
  ])('has %s', async (_, own, wanted, message) => {
    const { company, other, path } = await setup();
    const row = { company_id: company.companyId, name: 'Wanted', permissions: wanted };
    const roleId = await insert(service.database, 'roles', row);
    const caller = service.api.as(await createPerson(service.database, company, own));
    const before = await rowOf(company, other.personId);
    // A wrong read-only key does not hide a missing permission.
    const body = { role_id: roleId, ...(message === undefined ? {} : { email: 'eve@example.com' }) };
    const response = await caller.send('PATCH', path, { body });
    const stored = await rowOf(company, other.personId);
    if (message === undefined) {
      expect({ status: response.status, role_id: stored.role_id }).toEqual({ status: 200, role_id: roleId });
    } else {
      expect(shown(response)).toEqual({ status: 403, body: { key: 'forbidden', message } });
      expect(stored).toEqual(before);
    }
  });

  it('may stay though the caller lacks its permissions, when another field changes', async () => {
    const { company, other, path } = await setup();
    const caller = service.api.as(await createPerson(service.database, company, ['settings.team']));
    const { role_id } = await rowOf(company, other.personId);
    const response = await caller.send('PATCH', path, { body: { role_id, surname: 'Conti' } });
    expect(response.status).toBe(200);
    expect(await rowOf(company, other.personId)).toMatchObject({ role_id, surname: 'Conti' });
  });

  it('is effective within a second', async () => {
    const { company, api, other, path } = await setup();
    const asOther = service.api.as(other);
    expect((await asOther.get('/api/clients')).status).toBe(200);
    await api.send('PATCH', path, { body: { role_id: await roleOf(company, ['settings.team']) } });
    await delay(EFFECTIVE);
    expect((await asOther.get('/api/clients')).status).toBe(403);
    expect((await asOther.get('/api/persons')).status).toBe(200);
  });

  it('is given once under an Idempotency-Key, and a replay needs its permissions, too', async () => {
    const { company, other, path } = await setup();
    const giver = await createPerson(service.database, company, ['settings.team', 'crm.view']);
    const roleId = await roleOf(company, ['crm.view']);
    const send = async (): Promise<ApiResponse> =>
      service.api.as(giver).send('PATCH', path, { ...withKey('give'), body: { role_id: roleId } });
    const first = await send();
    const stored = await rowOf(company, other.personId);
    const again = await send();
    expect({ text: again.text, replayed: again.headers.get('idempotency-replayed') }).toEqual({
      text: first.text,
      replayed: 'true',
    });
    expect(await rowOf(company, other.personId)).toEqual(stored);
    await service.database.query(
      `update roles set permissions = '{settings.team}' from persons
        where persons.company_id = $1 and persons.id = $2 and roles.company_id = $1 and roles.id = role_id`,
      [company.companyId, giver.personId],
    );
    await delay(EFFECTIVE);
    expect(shown(await send())).toEqual({
      status: 403,
      body: {
        key: 'forbidden',
        message: expect.stringMatching(/^You need the permission crm\.view, as the first request/) as string,
      },
    });
  });
});

describe('the person that calls', () => {
  it('can not change the own role or archive themselves, and nothing is written', async () => {
    const { company, api } = await setup();
    const before = await everythingOf(service.database, company.companyId);
    const roleId = await roleOf(company, []);
    await service.database.query('delete from roles where id = $1', [roleId]);
    const ownRole = { field: 'role_id', message: 'must stay as it is: you can not change your own role' };
    const ownArchiving = { field: 'is_archived', message: 'must be false: you can not archive yourself' };
    for (const [body, failures] of [
      [{ role_id: roleId, surname: 'New' }, [ownRole]],
      [{ is_archived: true, surname: 'New' }, [ownArchiving]],
      [{ role_id: roleId, is_archived: true }, [ownRole, ownArchiving]],
    ] as const) {
      expect(shown(await api.send('PATCH', `/api/persons/${company.personId}`, { body }))).toEqual({
        status: 400,
        body: invalidData(...failures),
      });
    }
    expect(await everythingOf(service.database, company.companyId)).toEqual(before);
  });
});

describe('an archived person', () => {
  it('is refused within a second, and is back when unarchived', async () => {
    const { api, other, path } = await setup();
    const asOther = service.api.as(other);
    expect((await asOther.get('/api/persons/me')).status).toBe(200);
    await api.send('PATCH', path, { body: { is_archived: true } });
    await delay(EFFECTIVE);
    expect((await asOther.get('/api/persons/me')).status).toBe(401);
    await api.send('PATCH', path, { body: { is_archived: false } });
    await delay(EFFECTIVE);
    expect((await asOther.get('/api/persons/me')).body).toEqual((await api.get(path)).body);
  });
});

describe('GET /api/persons by what no person has', () => {
  it.each([
    ['eq:1', []],
    ['1', []],
    ['in:1,2', []],
    ['gte:0', []],
    ['bt:1,5', []],
    ['neq:1', 'all'],
    ['nin:1,2', 'all'],
  ])('finds what %s says of nothing', async (filter, found) => {
    const { api } = await setup();
    const { body: all } = await api.get('/api/persons');
    expect(all).toHaveLength(2);
    for (const name of ['job_title_id', 'allocation_manager_id']) {
      const response = await api.get(`/api/persons?${name}=${filter}`);
      expect(shown(response)).toEqual({ status: 200, body: found === 'all' ? all : [] });
    }
  });

  it('refuses what is no ID', async () => {
    const { api } = await setup();
    expect(shown(await api.get('/api/persons?job_title_id=x&allocation_manager_id=in:1,y'))).toEqual({
      status: 400,
      body: invalidData(
        { field: 'job_title_id', message: 'must compare with an integer, not "x"' },
        { field: 'allocation_manager_id', message: 'must compare with an integer, not "y"' },
      ),
    });
  });
});
