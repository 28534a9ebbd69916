import { type ApiResponse, type Api } from '../support/api';
import { useService } from '../support/app';
import { createCompany, insert, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { everythingOf } from '../support/queries';
import { RESOURCES } from './resources';

const service = useService();

const tagOf = ({ headers }: ApiResponse): string | null => headers.get('etag');

interface Setup {
  readonly company: TestCompany;
  readonly api: Api;
}

async function setup(): Promise<Setup> {
  const company = await createCompany(service.database);
  return { company, api: service.api.as(company) };
}

describe.each(
  RESOURCES.filter(({ isListOnly }) => !isListOnly).map((resource) => [resource.path, resource] as const),
)('one of %s', (_, { path, table, row }) => {
  it('has an ETag, and is not sent again to whom knows it', async () => {
    const { company, api } = await setup();
    const id = await insert(service.database, table, {
      company_id: company.companyId,
      ...(await row('One', company, service.database)),
    });
    const at = `/api/${path}/${id}`;
    const read = await api.get(at);
    const tag = tagOf(read)!;
    expect(tag).toMatch(/^"[\w-]{16}\.[\w-]+\."$/);
    const known = await api.get(at, { headers: { 'If-None-Match': tag } });
    expect({ status: known.status, text: known.text, tag: tagOf(known) }).toEqual({
      status: 304,
      text: '',
      tag,
    });
    await service.database.query(`update ${table} set name = 'Two' where company_id = $1 and id = $2`, [
      company.companyId,
      id,
    ]);
    const changed = await api.get(at, { headers: { 'If-None-Match': tag } });
    expect({ status: changed.status, isOther: tagOf(changed) !== tag }).toEqual({
      status: 200,
      isOther: true,
    });
  });
});

/** A resource that can be written: an item of it, two changes, and the fields that the first one changes. */
interface Written {
  create(given: Setup): Promise<ApiResponse>;
  readonly first?: object;
  readonly second?: object;
  readonly changed?: readonly string[];
}

const WRITTEN: Record<string, Written> = {
  client: {
    create: async ({ api }) => api.post('/api/clients', { corporate_name: 'Globex', acronym: 'GLX' }),
    first: { town: 'Milano' },
    second: { town: 'Torino' },
    changed: ['town'],
  },
  contact: {
    create: async ({ api, company: { clientId: client_id } }) =>
      api.post('/api/contacts', { client_id, email: 'a@b', name: 'A', surname: 'B' }),
    first: { name: 'Anna', role: 'Legal' },
    second: { name: 'Ada' },
    changed: ['name', 'role'],
  },
  'project metadata': {
    create: async ({ api }) => api.post('/api/project-metadata', { key: 'Country', values: ['Italia'] }),
    first: { values: ['Italia', 'France'], is_required: false },
    second: { key: 'Land' },
    changed: ['values'],
  },
  'timesheet whitelist': {
    create: async ({ api, company }) => {
      const { id } = (await api.post('/api/projects', projectBody(company))).body as { id: number };
      return api.post('/api/timesheet-whitelists', { project_id: id, person_id: company.personId });
    },
  },
};

describe.each(Object.entries(WRITTEN))('a %s', (_, { create, first, second, changed }) => {
  async function created(): Promise<Setup & { path: string; tag: string }> {
    const given = await setup();
    const response = await create(given);
    return { ...given, path: response.headers.get('location')!, tag: tagOf(response)! };
  }
  const send = async (
    api: Api,
    method: string,
    path: string,
    tag: string,
    body?: object,
  ): Promise<ApiResponse> => api.send(method, path, { headers: { 'If-Match': tag }, body });
  const failure = (tag: string | null, fields: readonly string[] = []): object => ({
    status: 412,
    tag,
    body: {
      key: 'precondition_failure',
      message: 'The item is not what If-Match says any more. Read it again and decide anew.',
      failures: fields.map((field) => ({ field, message: 'has changed meanwhile' })),
    },
  });
  const shown = (response: ApiResponse): object => ({
    status: response.status,
    tag: tagOf(response),
    body: response.body,
  });

  it('has the ETag of its creation until it changes', async () => {
    const { api, path, tag } = await created();
    expect(tagOf(await api.get(path))).toBe(tag);
    const known = await api.get(path, { headers: { 'If-None-Match': tag } });
    expect({ status: known.status, text: known.text }).toEqual({ status: 304, text: '' });
  });

  if (first !== undefined) {
    it('is changed and deleted only as it is, and the refusal says what changed', async () => {
      const { company, api, path, tag } = await created();
      const current = tagOf(await send(api, 'PATCH', path, tag, first))!;
      expect(current).not.toBe(tag);
      const before = await everythingOf(service.database, company.companyId);
      expect(shown(await send(api, 'PATCH', path, tag, second))).toEqual(failure(current, changed));
      expect(shown(await send(api, 'DELETE', path, tag))).toEqual(failure(current, changed));
      expect(await everythingOf(service.database, company.companyId)).toEqual(before);
      expect((await send(api, 'PATCH', path, '*', second)).status).toBe(200);
    });
  }

  it('is deleted only as it is', async () => {
    const { company, api, path, tag } = await created();
    const before = await everythingOf(service.database, company.companyId);
    expect(shown(await send(api, 'DELETE', path, '"other"'))).toEqual(failure(tag));
    expect(await everythingOf(service.database, company.companyId)).toEqual(before);
    expect((await send(api, 'DELETE', path, `"other", ${tag}`)).status).toBe(200);
    expect((await send(api, 'DELETE', path, '*')).status).toBe(404);
  });
});
