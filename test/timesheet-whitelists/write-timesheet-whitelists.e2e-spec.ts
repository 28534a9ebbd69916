import { type Permission } from '../../src/auth/permissions';
import { INSTANT, invalidData } from '../support/api';
import { useService } from '../support/app';
import { createPerson } from '../support/builders/company';
import { AT, forbidden, idOf, notFound, rowsOf, type Setup, setupWhitelists, shown } from './whitelists';

const service = useService();

const setup = async (...permissions: Permission[]): Promise<Setup> => setupWhitelists(service, permissions);

describe('POST /api/timesheet-whitelists', () => {
  it('puts a person on the whitelist, once', async () => {
    const { company, api, other } = await setup();
    const body = { project_id: other, person_id: company.personId };
    const response = await api.post(AT, body);
    const id = idOf(response);
    const entry = { id, created_at: INSTANT, updated_at: INSTANT, ...body };
    expect(shown(response)).toEqual({ status: 201, body: entry });
    expect(response.headers.get('location')).toBe(`${AT}/${id}`);
    expect(shown(await api.get(`${AT}/${id}`))).toEqual({ status: 200, body: response.body });
    const after = await rowsOf(service, company);
    expect(after.at(-1)).toMatchObject({ id, ...body });
    expect(shown(await api.post(AT, body))).toEqual({
      status: 409,
      body: { key: 'conflict', message: 'This person is on the whitelist of this project already.' },
    });
    expect(await rowsOf(service, company)).toEqual(after);
  });

  it('takes one of many who want the same at once', async () => {
    const { company, api, other } = await setup();
    const body = { project_id: other, person_id: company.personId };
    const responses = await Promise.all(Array.from({ length: 8 }, () => api.post(AT, body)));
    expect(responses.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
    expect(await rowsOf(service, company)).toHaveLength(4);
  });

  it('refuses projects and persons that are unknown, of another company or archived, at once', async () => {
    const { company, api, other } = await setup();
    const stranger = await setup();
    const archived = await createPerson(service.database, company, [], { is_archived: true });
    const noProject = { field: 'project_id', message: 'is not a project of this company' };
    const noPerson = { field: 'person_id', message: 'is not a person of this company, or is archived' };
    const before = await rowsOf(service, company);
    for (const [project_id, person_id, failures] of [
      [999_999, 999_999, [noProject, noPerson]],
      [stranger.own, company.personId, [noProject]],
      [other, stranger.pmId, [noPerson]],
      [other, archived.personId, [noPerson]],
    ] as const) {
      const response = await api.post(AT, { project_id, person_id });
      expect(shown(response)).toEqual({ status: 400, body: invalidData(...failures) });
    }
    expect(await rowsOf(service, company)).toEqual(before);
  });

  it('answers what is wrong with a field beside what the company does not have', async () => {
    const { api } = await setup();
    for (const [body, ...failures] of [
      [
        { project_id: '1', person_id: 999_999 },
        { field: 'project_id', message: 'must be an integer, not a number in quotes' },
        { field: 'person_id', message: 'is not a person of this company, or is archived' },
      ],
      [
        { project_id: 999_999, person_id: 1.5 },
        { field: 'person_id', message: 'must be an integer' },
        { field: 'project_id', message: 'is not a project of this company' },
      ],
      [[], { field: 'body', message: 'must be a JSON object' }],
    ] as const) {
      expect(shown(await api.post(AT, body))).toEqual({ status: 400, body: invalidData(...failures) });
    }
  });

  it('answers all that is wrong with the body at once', async () => {
    const { api } = await setup();
    const body = { project_id: '1', id: 1, is_whitelisted: true };
    expect(shown(await api.post(AT, body))).toEqual({
      status: 400,
      body: invalidData(
        { field: 'project_id', message: 'must be an integer, not a number in quotes' },
        { field: 'person_id', message: 'is required' },
        { field: 'id', message: 'is read-only: the service sets it' },
        { field: 'is_whitelisted', message: 'is not a field of a timesheet whitelist' },
      ),
    });
  });
});

describe('DELETE /api/timesheet-whitelists/{id}', () => {
  it('takes the person off, once, and they can be put on again', async () => {
    const { company, api, own, pmId, entries } = await setup();
    const path = `${AT}/${entries[1]}`;
    expect(shown(await api.send('DELETE', path))).toEqual({ status: 200, body: {} });
    expect(shown(await api.send('DELETE', path))).toEqual(notFound(entries[1]));
    expect(shown(await api.get(path))).toEqual(notFound(entries[1]));
    expect((await rowsOf(service, company)).map((row) => (row as { id: number }).id)).toEqual([
      entries[0],
      entries[2],
    ]);
    expect((await api.post(AT, { project_id: own, person_id: pmId })).status).toBe(201);
  });

  it('returns 404 alike to an entry of another company and to none', async () => {
    const { api } = await setup();
    const { company, entries } = await setup();
    const before = await rowsOf(service, company);
    for (const id of [entries[0], 999_999]) {
      expect(shown(await api.send('DELETE', `${AT}/${id}`))).toEqual(notFound(id));
      expect(shown(await api.get(`${AT}/${id}`))).toEqual(notFound(id));
    }
    expect(await rowsOf(service, company)).toEqual(before);
  });
});

describe('who may write timesheet whitelists', () => {
  it.each<[Permission, 'own' | 'other', boolean]>([
    ['pipeline.edit', 'own', true],
    ['pipeline.edit', 'other', false],
    ['pipeline.edit_other', 'own', false],
    ['pipeline.edit_other', 'other', true],
  ])('%s for the %s project: %s', async (permission, whose, isAllowed) => {
    const { company, pm, entries, ...projects } = await setup(permission);
    const before = await rowsOf(service, company);
    // An archived person only matters to whom may edit the project.
    const archived = await createPerson(service.database, company, [], { is_archived: true });
    const third = await createPerson(service.database, company, []);
    const at = `${AT}/${whose === 'own' ? entries[0] : entries[2]}`;
    const body = { project_id: projects[whose], person_id: third.personId };
    if (isAllowed) {
      expect((await pm.post(AT, body)).status).toBe(201);
      expect(shown(await pm.send('DELETE', at))).toEqual({ status: 200, body: {} });
      expect(await rowsOf(service, company)).toHaveLength(3);
      return;
    }
    const missing = whose === 'own' ? 'pipeline.edit' : 'pipeline.edit_other';
    const refused = forbidden(missing, whose === 'other');
    expect(shown(await pm.post(AT, body))).toEqual(refused);
    expect(shown(await pm.post(AT, { ...body, person_id: archived.personId }))).toEqual(refused);
    expect(shown(await pm.send('DELETE', at))).toEqual(refused);
    expect(await rowsOf(service, company)).toEqual(before);
  });

  it('refuses whom can edit no project, whatever the body', async () => {
    const { company, pm, entries } = await setup('pipeline.view', 'pipeline.view_other');
    const before = await rowsOf(service, company);
    const message =
      'You need the permission pipeline.edit or pipeline.edit_other, which your role does not have.';
    for (const response of [
      await pm.post(AT, { colour: 'red' }),
      await pm.send('DELETE', `${AT}/${entries[0]}`),
    ]) {
      expect(shown(response)).toEqual({ status: 403, body: { key: 'forbidden', message } });
    }
    expect(await rowsOf(service, company)).toEqual(before);
  });
});
