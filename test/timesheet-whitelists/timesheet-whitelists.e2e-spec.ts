import { type Permission } from '../../src/auth/permissions';
import { INSTANT, invalidData } from '../support/api';
import { useService } from '../support/app';
import { AT, forbidden, idsOf, notFound, rowsOf, type Setup, setupWhitelists, shown } from './whitelists';

const service = useService();

const setup = async (...permissions: Permission[]): Promise<Setup> => setupWhitelists(service, permissions);

describe('GET /api/timesheet-whitelists', () => {
  it('lists whole entries of the company alone, and responses one', async () => {
    const { company, api, own, other, pmId, entries } = await setup();
    await setup();
    const entry = (index: number, project_id: number, person_id: number): object => ({
      id: entries[index],
      created_at: INSTANT,
      updated_at: `2025-02-1${index + 1}T09:26:18.797Z`,
      project_id,
      person_id,
    });
    const all = [entry(0, own, company.personId), entry(1, own, pmId), entry(2, other, pmId)];
    const response = await api.get(AT);
    expect(shown(response)).toEqual({ status: 200, body: all });
    expect(Object.keys((response.body as object[])[0]!)).toEqual(Object.keys(all[0]!));
    expect(shown(await api.get(`${AT}/${entries[1]}`))).toEqual({ status: 200, body: all[1] });
  });

  it.each<[string, number[]]>([
    ['project_id={own}', [0, 1]],
    ['project_id=in:{own},{other}', [0, 1, 2]],
    ['project_id=neq:{own}', [2]],
    ['person_id={pm}', [1, 2]],
    ['person_id=notEq:{pm}&project_id={own}', [0]],
    ['project_id=999999', []],
    ['updated_at=gt:2025-02-11', [1, 2]],
    ['limit=1&offset=1', [1]],
  ])('answers %s', async (query, expected) => {
    const { api, own, other, pmId, entries } = await setup();
    const ids: Record<string, number> = { own, other, pm: pmId };
    const response = await api.get(
      `${AT}?${query.replace(/\{(\w+)\}/g, (_, key: string) => String(ids[key]))}`,
    );
    expect({ status: response.status, ids: idsOf(response) }).toEqual({
      status: 200,
      ids: expected.map((index) => entries[index]),
    });
  });

  it.each<[Permission[], number[]]>([
    [['pipeline.view'], [0, 1]],
    [['pipeline.view_other'], [2]],
    [
      ['pipeline.view', 'pipeline.view_other'],
      [0, 1, 2],
    ],
  ])('shows the entries of the projects that %j shows', async (permissions, visible) => {
    const { pm, entries } = await setup(...permissions);
    expect(idsOf(await pm.get(AT))).toEqual(visible.map((index) => entries[index]));
    for (const [index, id] of entries.entries()) {
      const response = await pm.get(`${AT}/${id}`);
      if (visible.includes(index)) expect({ ...response }).toMatchObject({ status: 200, body: { id } });
      else if (index === 2) expect(shown(response)).toEqual(forbidden('pipeline.view_other', true));
      else expect(shown(response)).toEqual(forbidden('pipeline.view', false));
    }
  });

  it('refuses whom no project is shown, and parameters that it does not know', async () => {
    const { pm, api, entries } = await setup('pipeline.edit', 'pipeline.edit_other');
    const message =
      'You need the permission pipeline.view or pipeline.view_other, which your role does not have.';
    for (const path of [AT, `${AT}/${entries[0]}`]) {
      expect(shown(await pm.get(path))).toEqual({ status: 403, body: { key: 'forbidden', message } });
    }
    expect(shown(await api.get(`${AT}?deleted=include&project_id=x`))).toEqual({
      status: 400,
      body: invalidData(
        { field: 'project_id', message: 'must compare with an integer, not "x"' },
        { field: 'deleted', message: 'is not a parameter of this list' },
      ),
    });
  });
});

describe('when the project of entries is deleted', () => {
  it('has no entries any more: not in the list, not by id, not to delete', async () => {
    const { company, api, own, pmId, entries } = await setup();
    await api.send('DELETE', `/api/projects/${own}`);
    const before = await rowsOf(service, company);
    expect(idsOf(await api.get(AT))).toEqual([entries[2]]);
    expect(idsOf(await api.get(`${AT}?project_id=${own}`))).toEqual([]);
    expect(shown(await api.get(`${AT}/${entries[0]}`))).toEqual(notFound(entries[0]));
    expect(shown(await api.send('DELETE', `${AT}/${entries[0]}`))).toEqual(notFound(entries[0]));
    expect(shown(await api.post(AT, { project_id: own, person_id: pmId }))).toEqual({
      status: 400,
      body: invalidData({ field: 'project_id', message: 'is not a project of this company' }),
    });
    expect(await rowsOf(service, company)).toEqual(before);
  });
});
