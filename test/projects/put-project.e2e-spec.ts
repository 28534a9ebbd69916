import { type Permission } from '../../src/auth/permissions';
import { invalidData } from '../support/api';
import { useService } from '../support/app';
import { type CompanySettings, createPerson } from '../support/builders/company';
import { bareProject, projectBody, wholeProjectBody } from '../support/builders/project';
import { eventsOf, everythingOf, projectsOf } from '../support/queries';
import { sentStatements } from '../support/sent-statements';
import { AT, EXTERNAL, idOf, type Setup, setupExternal, shown } from './external-identity';

const service = useService();

const setup = async (settings: CompanySettings = {}): Promise<Setup> => setupExternal(service, settings);
const D1 = { external_source: 'crm', external_id: 'D-1' };

describe('PUT /api/projects/by-external/{source}/{id}', () => {
  it('creates the project that is not there', async () => {
    const { company, api, put } = await setup();
    const created = await put(projectBody(company));
    expect(shown(created)).toEqual({ status: 201, body: bareProject(company, D1) });
    expect(created.headers.get('location')).toBe(`${AT}/${idOf(created)}`);
    expect((await api.get(`${AT}/${idOf(created)}`)).text).toBe(created.text);
  });

  it('replaces the one that exists: what the body does not name is cleared', async () => {
    const { company, api, put } = await setup();
    const created = await put(wholeProjectBody(company));
    await api.send('PATCH', `${AT}/${idOf(created)}`, {
      body: { risk: 'high', is_timesheet_whitelist_enabled: true },
    });
    const replaced = await put(projectBody(company, { name: 'Replaced', probability: 90 }));
    expect(shown(replaced)).toEqual({
      status: 200,
      // What a creation can not set stays.
      body: bareProject(company, {
        ...D1,
        id: idOf(created),
        name: 'Replaced',
        probability: 90,
        risk: 'high',
        is_timesheet_whitelist_enabled: true,
      }),
    });
    expect(replaced.headers.get('location')).toBeNull();
    expect((await api.get(`${AT}/${idOf(created)}`)).text).toBe(replaced.text);
    expect(await projectsOf(service.database, company.companyId)).toHaveLength(1);
    const before = await everythingOf(service.database, company.companyId);
    expect((await put(projectBody(company, { name: 'Replaced', probability: 90 }))).text).toBe(replaced.text);
    expect(await everythingOf(service.database, company.companyId)).toEqual(before);
  });

  it('takes the identity in the body, too, but no other one', async () => {
    const { company, put } = await setup();
    expect((await put(projectBody(company, D1))).status).toBe(201);
    const absent = { external_source: null, external_id: null };
    expect((await put(projectBody(company, absent))).status).toBe(200);
    const other = projectBody(company, { external_source: 'erp', external_id: 7, value: -1 });
    const message = 'must be absent or the one of the path';
    const failures = [
      { field: 'value', message: 'must be at least 0 and less than 10000000000' },
      { field: 'external_source', message },
      { field: 'external_id', message },
    ];
    for (const path of [EXTERNAL, `${AT}/by-external/crm/D-2`]) {
      expect(shown(await put(other, path))).toEqual({ status: 400, body: invalidData(...failures) });
    }
    expect(await projectsOf(service.database, company.companyId)).toHaveLength(1);
  });

  it.each([
    ['an ID with a slash, a space and a colon', 'D%2F1%20a:b', 'D/1 a:b'],
    ['an ID of another script', encodeURIComponent('проект-1'), 'проект-1'],
  ])('takes %s', async (_, encoded, external_id) => {
    const { company, put } = await setup();
    const path = `${AT}/by-external/crm/${encoded}`;
    const created = await put(projectBody(company), path);
    expect(shown(created)).toEqual({ status: 201, body: bareProject(company, { ...D1, external_id }) });
    expect((await put(projectBody(company), path)).status).toBe(200);
  });

  it.each([
    ['a blank ID', '/crm/%20', { field: 'external_id', message: 'must not be blank' }],
    ['U+0000', '/crm/a%00', { field: 'external_id', message: 'must not contain the character U+0000' }],
    [
      'a source with a space',
      '/my%20crm/1',
      { field: 'external_source', message: 'must be 1 to 50 letters, digits and _.-' },
    ],
  ])('refuses %s', async (_, path, failure) => {
    const { company, put } = await setup();
    const response = await put(projectBody(company), `${AT}/by-external${path}`);
    expect(shown(response)).toEqual({ status: 400, body: invalidData(failure) });
    expect(await projectsOf(service.database, company.companyId)).toEqual([]);
  });

  it('looks once at a body that contradicts its path', async () => {
    const { company, put } = await setup();
    await put(projectBody(company), `${AT}/by-external/crm/D-2`);
    const sent = await sentStatements(async () => {
      expect((await put(projectBody(company, { external_id: 'D-3' }))).status).toBe(400);
    });
    expect(sent).toHaveLength(2);
  });

  it('reports all failures, of a new project and of an existing one', async () => {
    const { company, put } = await setup();
    const wrong = projectBody(company, {
      name: '',
      client_id: 999_999,
      [`metadata_${company.metadataId}`]: 'Fishing',
      risk: 'low',
    });
    const failures = [
      { field: 'name', message: 'must not be blank' },
      {
        field: 'risk',
        message: 'can not be set on creation: set it afterwards with PATCH /api/projects/{id}',
      },
      { field: 'client_id', message: 'is not a client of this company' },
      { field: `metadata_${company.metadataId}`, message: 'must be one of: IT, Finance' },
    ];
    expect(shown(await put(wrong))).toEqual({ status: 400, body: invalidData(...failures) });
    await put(projectBody(company));
    expect(shown(await put(wrong))).toEqual({ status: 400, body: invalidData(...failures) });
    const noObject = { field: 'body', message: 'must be a JSON object' };
    expect(shown(await put([]))).toEqual({ status: 400, body: invalidData(noObject) });
    expect(await eventsOf(service.database, company.companyId)).toHaveLength(1);
  });

  it('asks for the metadata that are required, each time', async () => {
    const { company, put } = await setup();
    const field = `metadata_${company.metadataId}`;
    await put(projectBody(company, { [field]: 'IT' }));
    await service.database.query('update project_metadata set is_required = true where company_id = $1', [
      company.companyId,
    ]);
    const required = invalidData({ field, message: 'is required by this company' });
    expect(shown(await put(projectBody(company)))).toEqual({ status: 400, body: required });
    expect((await put(projectBody(company, { [field]: 'Finance' }))).status).toBe(200);
  });

  it('makes a new one when the old one is deleted', async () => {
    const { company, api, put } = await setup();
    const first = await put(projectBody(company));
    await api.send('DELETE', `${AT}/${idOf(first)}`);
    const second = await put(projectBody(company));
    expect(shown(second)).toEqual({ status: 201, body: bareProject(company, D1) });
    expect(idOf(second)).not.toBe(idOf(first));
  });

  it('makes one project of 32 at once, and returns each with it', async () => {
    const { company, put } = await setup();
    const responses = await Promise.all(
      Array.from({ length: 32 }, async (_, index) => put(projectBody(company, { value: index }))),
    );
    const statuses = responses.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array.from({ length: 31 }, () => 200), 201]);
    expect(new Set(responses.map(idOf)).size).toBe(1);
    expect(await projectsOf(service.database, company.companyId)).toMatchObject([
      { id: idOf(responses[0]!) },
    ]);
  });
});

describe('who may PUT a project', () => {
  it.each<[string, Permission[], 'own' | 'other', number, number]>([
    ['creates own ones only', ['pipeline.create'], 'own', 201, 403],
    ['does not create own ones', ['pipeline.create_other'], 'own', 403, 403],
    ['creates those of others', ['pipeline.create_other'], 'other', 201, 403],
    ['changes own ones only', ['pipeline.edit'], 'own', 403, 200],
    ['does not change those of others', ['pipeline.edit'], 'other', 403, 403],
    ['changes those of others', ['pipeline.edit_other'], 'other', 403, 200],
  ])('%s: %j', async (_, permissions, whose, created, replaced) => {
    const { company, put } = await setup();
    const caller = await createPerson(service.database, company, permissions);
    const body = projectBody(company, { pm_id: whose === 'own' ? caller.personId : company.personId });
    await put(body, `${AT}/by-external/crm/there`);
    const api = service.api.as(caller);
    expect((await api.send('PUT', EXTERNAL, { body })).status).toBe(created);
    expect((await api.send('PUT', `${AT}/by-external/crm/there`, { body })).status).toBe(replaced);
  });

  it('rejects an account_id that decides and is no ID as POST does', async () => {
    const { company } = await setup();
    const caller = await createPerson(service.database, company, ['pipeline.create']);
    const api = service.api.as(caller);
    const body = projectBody(company, { account_id: 'me' });
    const rejected = {
      status: 400,
      body: invalidData({ field: 'account_id', message: 'must be an integer, not a string' }),
    };
    expect(shown(await api.send('PUT', EXTERNAL, { body }))).toEqual(rejected);
    expect(shown(await api.post(AT, body))).toEqual(rejected);
    expect(await projectsOf(service.database, company.companyId)).toEqual([]);
  });

  it('decides by whose the stored project is, and not by the body', async () => {
    const { company, put } = await setup();
    const caller = await createPerson(service.database, company, ['pipeline.edit', 'pipeline.create']);
    await put(projectBody(company));
    const body = projectBody(company, { pm_id: caller.personId });
    const { status, body: response } = await service.api.as(caller).send('PUT', EXTERNAL, { body });
    expect({ status, body: response }).toEqual({
      status: 403,
      body: {
        key: 'forbidden',
        message:
          'You need the permission pipeline.edit_other, which your role does not have: you are neither its PM (pm_id) nor its Account (account_id).',
      },
    });
  });

  it('asks for pipeline.job_order when the job order changes', async () => {
    const { company, put } = await setup();
    const caller = await createPerson(service.database, company, ['pipeline.edit_other']);
    await put(projectBody(company, { job_order: 'jo' }));
    const api = service.api.as(caller);
    const same = projectBody(company, { job_order: 'jo', name: 'Renamed' });
    expect((await api.send('PUT', EXTERNAL, { body: same })).status).toBe(200);
    for (const body of [projectBody(company), projectBody(company, { job_order: 'other' })]) {
      const { status, body: response } = await api.send('PUT', EXTERNAL, { body });
      expect({ status, body: response }).toEqual({
        status: 403,
        body: {
          key: 'forbidden',
          message:
            'You need the permission pipeline.job_order, which your role does not have, to change job_order.',
        },
      });
    }
  });
});
