import { INSTANT } from '../support/api';
import { useService } from '../support/app';
import { type TestCompany } from '../support/builders/company';
import { countRows } from '../support/queries';
import { AT, metadata, type Project, refused, type Setup, setupMetadata, shown, storedOf } from './metadata';

const service = useService();

const setup = async (...held: string[]): Promise<Setup> => setupMetadata(service, held);
const stored = async (company: TestCompany): Promise<object> => storedOf(service, company);

describe('POST /api/project-metadata', () => {
  it.each<[string, { key: string; values: string[]; is_required?: boolean | null }]>([
    ['all fields', { key: 'Country', values: ['Perù', 'Italia'], is_required: true }],
    ['no values yet', { key: 'Country', values: [] }],
    [
      'the longest value',
      { key: 'k'.repeat(255), values: ['😀'.repeat(255), 'it', 'IT'], is_required: null },
    ],
  ])('creates one with %s', async (_, body) => {
    const { api } = await setup();
    const response = await api.post(AT, body);
    const { id } = response.body as { id: number };
    const expected = metadata(id, { ...body, is_required: body.is_required ?? false });
    expect(shown(response)).toEqual({ status: 201, body: expected });
    expect(Object.keys(response.body as object)).toEqual(Object.keys(expected));
    expect(response.headers.get('location')).toBe(`${AT}/${id}`);
    expect((await api.get(`${AT}/${id}`)).body).toEqual(response.body);
  });

  it.each([
    ['key', 'Sector', 'is the key of another project metadata'],
    ['key', undefined, 'is required'],
    ['key', ' ', 'must not be blank'],
    ['values', undefined, 'is required'],
    ['values', 'IT', 'must be a list of strings'],
    ['values', ['IT', 'A', 'IT'], 'names "IT" twice'],
    ['values', ['IT', ''], 'has a wrong entry at position 2: it must not be blank'],
    ['values', [5], 'has a wrong entry at position 1: it must be a string, not a number'],
    [
      'values',
      ['x'.repeat(256)],
      'has a wrong entry at position 1: it must be at most 255 characters long, it has 256',
    ],
    ['is_required', 'true', 'must be true or false, not a string'],
    ['id', 1, 'is read-only: the service sets it'],
    ['replacements', {}, 'is not a field of a project metadata'],
  ])('refuses %s %j', async (field, value, message) => {
    const { company, api } = await setup();
    const before = await stored(company);
    expect(shown(await api.post(AT, { key: 'Country', values: ['A'], [field]: value }))).toEqual(
      refused({ field, message }),
    );
    expect(await stored(company)).toEqual(before);
  });
});

describe('PATCH /api/project-metadata/{id}', () => {
  it.each([
    ['renames it', { key: 'Branch' }, { key: 'Branch' }],
    ['makes it required', { is_required: true }, { is_required: true }],
    ['reorders its values', { values: ['Finance', 'IT'] }, { values: ['Finance', 'IT'] }],
    ['adds a value', { values: ['New', 'IT', 'Finance'] }, { values: ['New', 'IT', 'Finance'] }],
    ['removes a value that no project holds', { values: ['IT'] }, { values: ['IT'] }],
  ])('%s, and leaves projects alone', async (_, body, changes) => {
    const { company, api, path, patch, projects } = await setup('IT');
    const before = (await api.get(path)).body as { updated_at: string };
    const response = await patch(body);
    expect(shown(response)).toEqual({ status: 200, body: metadata(company.metadataId, changes) });
    expect((await api.get(path)).body).toEqual(response.body);
    const { updated_at: moved } = response.body as { updated_at: string };
    expect(Date.parse(moved)).toBeGreaterThan(Date.parse(before.updated_at));
    expect((await api.get('/api/projects')).body).toEqual(projects);
  });

  it('does not move updated_at when nothing changes', async () => {
    const { company, patch } = await setup();
    const before = await stored(company);
    for (const body of [{}, { key: 'Sector', values: ['IT', 'Finance'], is_required: false }]) {
      expect(shown(await patch(body))).toEqual({ status: 200, body: metadata(company.metadataId) });
    }
    expect(await stored(company)).toEqual(before);
  });

  it('is not required any more with null', async () => {
    const { company, patch } = await setup();
    expect(shown(await patch({ is_required: true }))).toEqual({
      status: 200,
      body: metadata(company.metadataId, { is_required: true }),
    });
    expect(shown(await patch({ is_required: null }))).toEqual({
      status: 200,
      body: metadata(company.metadataId),
    });
  });

  const inUse = (value: string, held: string): { field: string; message: string } => ({
    field: 'values',
    message: `must keep "${value}", which ${held}: or say in replacements what becomes of it`,
  });
  const replacing = (message: string): { field: string; message: string } => ({
    field: 'replacements',
    message,
  });

  it.each<[string, object | string, object]>([
    [
      'values that projects hold go',
      { key: 'New', values: ['X'], is_required: true },
      refused(inUse('Finance', '1 project holds'), inUse('IT', '2 projects hold')),
    ],
    [
      'only one of them is replaced',
      { values: ['X'], replacements: { IT: 'X' } },
      refused(inUse('Finance', '1 project holds')),
    ],
    [
      'what is replaced stays',
      { values: ['IT', 'Finance'], replacements: { IT: 'Finance' } },
      refused(replacing('must not replace "IT", which values keeps')),
    ],
    [
      'what replaces it is no value',
      { values: ['Finance'], replacements: { IT: 'Bank' } },
      refused(replacing('must not replace by "Bank", which values does not have')),
    ],
    [
      'what is replaced is no value',
      { values: ['Finance', 'IT', 'X'], replacements: { constructor: 'X', toString: null } },
      refused(
        replacing('must not replace "constructor", which it does not have'),
        replacing('must not replace "toString", which it does not have'),
      ),
    ],
    [
      'a prototype is replaced',
      '{"values":["Finance","IT"],"replacements":{"__proto__":"IT"}}',
      refused(replacing('must not replace "__proto__", which it does not have')),
    ],
    [
      'a required value is taken away',
      { values: ['Finance'], replacements: { IT: null }, is_required: true },
      refused(replacing('must not take "IT" away without another: it is required')),
    ],
    [
      'replacements come without values',
      { replacements: { IT: null } },
      refused(replacing('needs values: the list as it is to be')),
    ],
    [
      'replacements are no map of texts',
      { values: ['Finance'], replacements: { IT: 5 } },
      refused(replacing('must hold strings or null only')),
    ],
    ['a list is null', { values: null }, refused({ field: 'values', message: 'must not be null' })],
    [
      'the key is taken',
      { key: 'Country', values: ['Bank', 'Finance'], replacements: { IT: 'Bank' } },
      refused({ field: 'key', message: 'is the key of another project metadata' }),
    ],
  ])('changes nothing at all when %s', async (_, body, expected) => {
    const { company, api, patch } = await setup('IT', 'Finance', 'IT');
    await api.post(AT, { key: 'Country', values: [] });
    const before = await stored(company);
    expect(shown(await patch(body))).toEqual(expected);
    expect(await stored(company)).toEqual(before);
  });

  it.each<[string, string | null, object]>([
    ['another value', 'Technology', { value: 'Technology' }],
    ['no value', null, {}],
  ])('replaces a value by %s in the projects that hold it, which syncs see', async (_, to, held) => {
    const { company, api, field, projects, patch } = await setup('IT', 'Finance');
    const values = to === null ? ['Finance'] : [to, 'Finance'];
    const response = await patch({ values, replacements: { IT: to } });
    expect(shown(response)).toEqual({ status: 200, body: metadata(company.metadataId, { values }) });
    const [changed, kept] = (await api.get('/api/projects')).body as Project[];
    const { [field]: _before, ...others } = projects[0] as unknown as Record<string, unknown>;
    expect(changed).toEqual({
      ...others,
      updated_at: INSTANT,
      ...('value' in held ? { [field]: held.value } : {}),
    });
    expect(Date.parse(changed!.updated_at)).toBeGreaterThan(Date.parse(projects[0]!.updated_at));
    expect(kept).toEqual(projects[1]);
  });
});

describe('DELETE /api/project-metadata/{id}', () => {
  it('deletes one that no project has a value for', async () => {
    const { company, api, path } = await setup();
    expect(shown(await api.send('DELETE', path))).toEqual({ status: 200, body: {} });
    expect(await stored(company)).toEqual({ metadata: [], options: [], values: [], projects: [] });
  });

  it.each([
    [['IT'], '1 project has a value'],
    [['IT', 'IT', 'Finance'], '3 projects have values'],
  ])('refuses while projects have values %j, unless they may go', async (held, words) => {
    const { company, api, path, field, projects } = await setup(...held);
    const before = await stored(company);
    const failure = {
      field: 'discard_values',
      message: `must be true: ${words} for this project metadata, which would go with it`,
    };
    for (const query of ['', '?discard_values=false']) {
      expect(shown(await api.send('DELETE', path + query))).toEqual(refused(failure));
    }
    expect(await stored(company)).toEqual(before);
    expect(shown(await api.send('DELETE', `${path}?discard_values=true`))).toEqual({ status: 200, body: {} });
    expect(await countRows(service.database, 'project_metadata_values', company.companyId)).toBe(0);
    const after = (await api.get('/api/projects')).body as Project[];
    for (const [index, project] of after.entries()) {
      expect(project).not.toHaveProperty(field);
      expect(Date.parse(project.updated_at)).toBeGreaterThan(Date.parse(projects[index]!.updated_at));
    }
  });
});
