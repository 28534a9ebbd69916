import { invalidData } from '../support/api';
import { useService } from '../support/app';
import { type CompanySettings } from '../support/builders/company';
import { bareProject, projectBody } from '../support/builders/project';
import { everythingOf, projectsOf } from '../support/queries';
import { AT, idOf, type Setup, setupExternal, shown } from './external-identity';

const service = useService();

const setup = async (settings: CompanySettings = {}): Promise<Setup> => setupExternal(service, settings);
const identity = (id = 'D-1', source = 'crm'): Record<string, unknown> => ({
  external_source: source,
  external_id: id,
});
const refused = (...failures: { field: string; message: string }[]): object => ({
  status: 400,
  body: invalidData(...failures),
});
const TAKEN = {
  field: 'external_id',
  message: 'is the external ID of another project of that source',
};
const together = (field: string): { field: string; message: string } => ({
  field,
  message: 'is required: external_source and external_id go together',
});

describe('external_source and external_id', () => {
  it('are stored, answered last, and left out of the response where there are none', async () => {
    const { company, api } = await setup();
    const created = await api.post(AT, projectBody(company, identity('Ð 1/€', 'crm_2.x-Y')));
    const expected = bareProject(company, identity('Ð 1/€', 'crm_2.x-Y'));
    expect(shown(created)).toEqual({ status: 201, body: expected });
    expect(Object.keys(created.body as object)).toEqual(Object.keys(expected));
    expect((await api.get(`${AT}/${idOf(created)}`)).text).toBe(created.text);
    expect(await projectsOf(service.database, company.companyId)).toMatchObject([
      identity('Ð 1/€', 'crm_2.x-Y'),
    ]);
    const cleared = await api.send('PATCH', `${AT}/${idOf(created)}`, {
      body: { external_source: null, external_id: null },
    });
    expect(shown(cleared)).toEqual({ status: 200, body: bareProject(company) });
  });

  it.each<[string, object, string, string]>([
    ['a source without an ID', { external_source: 'crm' }, 'external_id', together('').message],
    ['an ID without a source', { external_id: 'D-1' }, 'external_source', together('').message],
    ['a blank ID', identity(' '), 'external_id', 'must not be blank'],
    [
      'an ID that is too long',
      identity('x'.repeat(256)),
      'external_id',
      'must be at most 255 characters long, it has 256',
    ],
    ['a number', { ...identity(), external_id: 7 }, 'external_id', 'must be a string, not a number'],
    [
      'a source with a slash',
      identity('D-1', 'crm/eu'),
      'external_source',
      'must be 1 to 50 letters, digits and _.-',
    ],
  ])('are refused: %s', async (_, given, field, message) => {
    const { company, api } = await setup();
    const { id } = (await api.post(AT, projectBody(company))).body as { id: number };
    const before = await everythingOf(service.database, company.companyId);
    expect(shown(await api.post(AT, projectBody(company, { ...given })))).toEqual(
      refused({ field, message }),
    );
    expect(shown(await api.send('PATCH', `${AT}/${id}`, { body: given }))).toEqual(
      refused({ field, message }),
    );
    expect(await everythingOf(service.database, company.companyId)).toEqual(before);
  });

  it('can not lose one of the two', async () => {
    const { company, api } = await setup();
    const created = await api.post(AT, projectBody(company, identity()));
    for (const [lost, left] of [
      ['external_id', 'external_source'],
      ['external_source', 'external_id'],
    ] as const) {
      const { status, body } = await api.send('PATCH', `${AT}/${idOf(created)}`, { body: { [lost]: null } });
      expect({ left, status, body }).toEqual({ left, ...refused(together(lost)) });
    }
    expect((await api.get(`${AT}/${idOf(created)}`)).text).toBe(created.text);
  });

  it('are those of one project of the company only', async () => {
    const { company, api } = await setup();
    const first = await api.post(AT, projectBody(company, identity()));
    const second = await api.post(AT, projectBody(company));
    expect(shown(await api.post(AT, projectBody(company, identity())))).toEqual(refused(TAKEN));
    expect(shown(await api.send('PATCH', `${AT}/${idOf(second)}`, { body: identity() }))).toEqual(
      refused(TAKEN),
    );
    // One's own is no other's, another system and another company may have the same, and case matters.
    expect((await api.send('PATCH', `${AT}/${idOf(first)}`, { body: identity() })).status).toBe(200);
    expect((await api.post(AT, projectBody(company, identity('D-1', 'erp')))).status).toBe(201);
    expect((await api.post(AT, projectBody(company, identity('d-1')))).status).toBe(201);
    const elsewhere = await setup();
    expect((await elsewhere.api.post(AT, projectBody(elsewhere.company, identity()))).status).toBe(201);
  });

  it('are free again when the project is deleted', async () => {
    const { company, api } = await setup();
    const first = await api.post(AT, projectBody(company, identity()));
    await api.send('DELETE', `${AT}/${idOf(first)}`);
    const second = await api.post(AT, projectBody(company, identity()));
    expect(second.status).toBe(201);
    expect(await projectsOf(service.database, company.companyId)).toMatchObject([
      { id: idOf(first), ...identity() },
      { id: idOf(second), ...identity() },
    ]);
  });

  it('can be taken by only one of many at once', async () => {
    const { company, api } = await setup();
    const responses = await Promise.all(
      Array.from({ length: 16 }, async () => api.post(AT, projectBody(company, identity()))),
    );
    const [created, ...others] = responses.sort((one, other) => one.status - other.status);
    expect(created!.status).toBe(201);
    expect(others.map(shown)).toEqual(others.map(() => refused(TAKEN)));
    expect(await projectsOf(service.database, company.companyId)).toHaveLength(1);
  });
});

describe('the lists of projects', () => {
  it('are filtered by both', async () => {
    const { company, api } = await setup();
    const ids: Record<string, number> = {};
    for (const [source, id] of [
      ['crm', 'D-1'],
      ['crm', 'D-2'],
      ['erp', 'D-1'],
      ['erp', 'gte:7'],
    ] as const) {
      ids[`${source} ${id}`] = idOf(await api.post(AT, projectBody(company, identity(id, source))));
    }
    ids.none = idOf(await api.post(AT, projectBody(company)));
    const namesOf = async (query: string): Promise<string[]> => {
      const list = (await api.get(`${AT}?${query}`)).body as { id: number }[];
      return list.map((one) => Object.keys(ids).find((name) => ids[name] === one.id)!);
    };
    expect(await namesOf('external_source=crm')).toEqual(['crm D-1', 'crm D-2']);
    expect(await namesOf('external_id=D-1')).toEqual(['crm D-1', 'erp D-1']);
    expect(await namesOf('external_source=erp&external_id=in:D-1,D-2')).toEqual(['erp D-1']);
    expect(await namesOf('external_id=eq:gte:7')).toEqual(['erp gte:7']);
    expect(await namesOf('external_source=neq:crm')).toEqual(['erp D-1', 'erp gte:7', 'none']);
    expect(await namesOf('external_source=CRM')).toEqual([]);
    expect((await api.get(`${AT}?external_id=%00`)).status).toBe(400);
  });
});
