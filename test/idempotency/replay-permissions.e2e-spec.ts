import { type Permission } from '../../src/auth/permissions';
import { type ApiResponse, type Api, withKey } from '../support/api';
import { useService } from '../support/app';
import { createCompany, createPerson, type TestUser, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { everythingOf } from '../support/queries';
import { replayed, whole } from './keys';

const service = useService();

const AT = '/api/projects';
/** Those for own projects let each request pass the guard of its route: the stored project asks for the others. */
const ALL: readonly Permission[] = [
  'pipeline.create',
  'pipeline.edit',
  'pipeline.delete',
  'pipeline.create_other',
  'pipeline.edit_other',
  'pipeline.delete_other',
  'pipeline.job_order',
];

interface Setup {
  readonly company: TestCompany;
  readonly person: TestUser;
  readonly api: Api;
  readonly id: number;
}

/** A person who is neither PM nor Account of the project. */
async function setup(permissions: readonly Permission[] = ALL): Promise<Setup> {
  const company = await createCompany(service.database);
  const person = await createPerson(service.database, company, permissions);
  const project = await service.api.as(company).post(AT, projectBody(company));
  return { company, person, api: service.api.as(person), id: (project.body as { id: number }).id };
}

/** The role of the person loses a permission, which is effective after a second. */
async function takeAway({ person, company }: Setup, permission: Permission): Promise<void> {
  await service.database.query(
    `update roles set permissions = array_remove(permissions, $3)
      where company_id = $1 and id = (select role_id from persons where company_id = $1 and id = $2)`,
    [company.companyId, person.personId, permission],
  );
  await new Promise((resolve) => setTimeout(resolve, 1_100));
}

type Send = (setup: Setup) => Promise<ApiResponse>;

const WRITES: readonly (readonly [string, Permission, Send])[] = [
  [
    'create',
    'pipeline.create_other',
    ({ api, company }) => api.post(AT, projectBody(company), withKey('key')),
  ],
  [
    'put that creates',
    'pipeline.create_other',
    ({ api, company }) =>
      api.send('PUT', `${AT}/by-external/crm/1`, { ...withKey('key'), body: projectBody(company) }),
  ],
  [
    'change',
    'pipeline.edit_other',
    ({ api, id }) => api.send('PATCH', `${AT}/${id}`, { ...withKey('key'), body: { name: 'Renamed' } }),
  ],
  [
    'change of the job order',
    'pipeline.job_order',
    ({ api, id }) => api.send('PATCH', `${AT}/${id}`, { ...withKey('key'), body: { job_order: 'jo' } }),
  ],
  [
    'archiving',
    'pipeline.edit_other',
    ({ api, id }) => api.post(`${AT}/${id}:archive`, undefined, withKey('key')),
  ],
  ['delete', 'pipeline.delete_other', ({ api, id }) => api.send('DELETE', `${AT}/${id}`, withKey('key'))],
  [
    'timesheet whitelist',
    'pipeline.edit_other',
    ({ api, id, company }) =>
      api.post('/api/timesheet-whitelists', { project_id: id, person_id: company.personId }, withKey('key')),
  ],
];

describe.each(WRITES)('a replay of a %s', (_, permission, send) => {
  it('needs the permission that the first request needed', async () => {
    const all = await setup();
    const first = await send(all);
    expect(first.status).toBeLessThan(300);
    const again = await send(all);
    expect({ ...whole(again), replayed: replayed(again) }).toEqual({ ...whole(first), replayed: 'true' });

    await takeAway(all, permission);
    const before = await everythingOf(service.database, all.company.companyId);
    const refused = await send(all);
    expect({ status: refused.status, body: refused.body, replayed: replayed(refused) }).toEqual({
      status: 403,
      body: {
        key: 'forbidden',
        message: expect.stringContaining(`the permission ${permission}, `) as string,
      },
      replayed: null,
    });
    expect(await everythingOf(service.database, all.company.companyId)).toEqual(before);
  });
});

it('a replay of a change that gave the project away is the first response', async () => {
  const { company, person, api } = await setup(['pipeline.create', 'pipeline.edit']);
  const body = projectBody(company, { pm_id: person.personId });
  const { id } = (await api.post(AT, body)).body as { id: number };
  const give = async (): Promise<ApiResponse> =>
    api.send('PATCH', `${AT}/${id}`, { ...withKey('key'), body: { pm_id: company.personId } });
  const first = await give();
  expect(first.status).toBe(200);
  const again = await give();
  expect({ ...whole(again), replayed: replayed(again) }).toEqual({ ...whole(first), replayed: 'true' });
});
