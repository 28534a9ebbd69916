import { type ApiResponse, type Api } from '../support/api';
import { useService } from '../support/app';
import { createCompany, createPerson, type TestCompany } from '../support/builders/company';
import { projectBody, wholeProjectBody } from '../support/builders/project';
import { everythingOf, projectsOf } from '../support/queries';

const service = useService();

const AT = '/api/projects';
const EXTERNAL = `${AT}/by-external/crm/D-1`;
const tagOf = ({ headers }: ApiResponse): string => headers.get('etag')!;
const ifMatch = (tag: string): { headers: Record<string, string> } => ({ headers: { 'If-Match': tag } });

interface Setup {
  readonly company: TestCompany;
  readonly api: Api;
  /** Of the project. */
  readonly path: string;
  readonly tag: string;
  change(body: object): Promise<ApiResponse>;
}

async function setup(): Promise<Setup> {
  const company = await createCompany(service.database);
  const api = service.api.as(company);
  const created = await api.send('PUT', EXTERNAL, { body: wholeProjectBody(company) });
  const path = created.headers.get('location')!;
  return {
    company,
    api,
    path,
    tag: tagOf(created),
    change: async (body) => api.send('PATCH', path, { body }),
  };
}

const ifNoneMatch = (tag: string): { headers: Record<string, string> } => ({
  headers: { 'If-None-Match': tag },
});

const failed = (tag: string | null, ...fields: string[]): object => ({
  status: 412,
  tag,
  body: {
    key: 'precondition_failure',
    message: 'The item is not what If-Match says any more. Read it again and decide anew.',
    failures: fields.map((field) => ({ field, message: 'has changed meanwhile' })),
  },
});
const excluded = (tag: string): object => ({
  status: 412,
  tag,
  body: {
    key: 'precondition_failure',
    message: 'There is an item that If-None-Match excludes, so nothing is written. Read it and decide anew.',
  },
});
const shown = ({ status, headers, body }: ApiResponse): object => ({
  status,
  tag: headers.get('etag'),
  body,
});

describe('the ETag of a project', () => {
  it('is the same in the response of a write and of a read, until something changes', async () => {
    const { api, path, tag, change } = await setup();
    expect(tag).toMatch(/^"[\w-]{16}\.[\w-]+\.[\w,]*"$/);
    expect(tagOf(await api.get(path))).toBe(tag);
    expect(tagOf(await change({}))).toBe(tag);
    const tags = [tag];
    for (const write of [
      async () => change({ name: 'Renamed' }),
      async () => api.post(`${path}:archive`),
      async () => api.post(`${path}:unarchive`),
    ]) {
      const written = tagOf(await write());
      expect(tags).not.toContain(written);
      expect(tagOf(await api.get(path))).toBe(written);
      tags.push(written);
    }
  });

  it('answers a reader who knows it with 304 and nothing else, HEAD included', async () => {
    const { api, path, tag } = await setup();
    for (const known of [tag, `W/${tag}`, '*', `"other", ${tag}`]) {
      for (const method of ['GET', 'HEAD']) {
        const response = await api.send(method, path, { headers: { 'If-None-Match': known } });
        expect({ status: response.status, text: response.text, tag: tagOf(response) }).toEqual({
          status: 304,
          text: '',
          tag,
        });
      }
    }
  });

  it('answers everybody else in full', async () => {
    const { api, path, tag, change } = await setup();
    const changed = await change({ probability: 90 });
    for (const known of [tag, '"other"', 'other', '']) {
      const response = await api.get(path, { headers: { 'If-None-Match': known } });
      expect(shown(response)).toEqual({ status: 200, tag: tagOf(changed), body: changed.body });
    }
    const head = await api.send('HEAD', path);
    expect({ status: head.status, text: head.text, tag: tagOf(head) }).toEqual({
      status: 200,
      text: '',
      tag: tagOf(changed),
    });
  });

  it('is not on lists, deletions and refusals', async () => {
    const { api, path } = await setup();
    for (const response of [
      await api.get(AT),
      await api.get(`${path}/history`),
      await api.send('PATCH', path, { body: { name: '' } }),
      await api.send('DELETE', path),
      await api.get(path),
    ]) {
      expect(response.headers.get('etag')).toBeNull();
    }
  });
});

type Call = ReturnType<typeof ifMatch>;

const WRITES: [string, (setup: Setup, call: Call) => Promise<ApiResponse>][] = [
  ['PATCH', async ({ api, path }, call) => api.send('PATCH', path, { ...call, body: { value: 2 } })],
  [
    'PUT',
    async ({ api, company }, call) =>
      api.send('PUT', EXTERNAL, { ...call, body: projectBody(company, { value: 2 }) }),
  ],
  ['archive', async ({ api, path }, call) => api.send('POST', `${path}:archive`, call)],
  ['unarchive', async ({ api, path }, call) => api.send('POST', `${path}:unarchive`, call)],
  ['DELETE', async ({ api, path }, call) => api.send('DELETE', path, call)],
];

describe.each(WRITES)('If-Match on %s', (_, write) => {
  it('lets it happen if the project is still so, or is there at all', async () => {
    for (const spelled of [
      (tag: string): string => tag,
      (tag: string): string => `"other", ${tag}`,
      (): string => '*',
    ]) {
      const given = await setup();
      expect((await write(given, ifMatch(spelled(given.tag)))).status).toBe(200);
    }
  });

  it('names what has changed meanwhile, and writes nothing', async () => {
    const given = await setup();
    const { company, tag, change } = given;
    const current = tagOf(
      await change({ name: 'Renamed', probability: 90, [`metadata_${company.metadataId}`]: 'Finance' }),
    );
    const before = await everythingOf(service.database, company.companyId);
    expect(shown(await write(given, ifMatch(tag)))).toEqual(
      failed(current, 'name', 'probability', `metadata_${company.metadataId}`),
    );
    expect(await everythingOf(service.database, company.companyId)).toEqual(before);
  });

  it('names a metadata value that is gone', async () => {
    const given = await setup();
    const field = `metadata_${given.company.metadataId}`;
    const current = tagOf(await given.change({ [field]: null }));
    expect(shown(await write(given, ifMatch(given.tag)))).toEqual(failed(current, field));
  });

  it('names fields without a value, which are gone from the response', async () => {
    const given = await setup();
    const tag = tagOf(await given.change({ risk: 'high', won_lost_feedback: 'Too dear' }));
    const current = tagOf(await given.change({ risk: null, won_lost_feedback: null }));
    expect(shown(await write(given, ifMatch(tag)))).toEqual(failed(current, 'risk', 'won_lost_feedback'));
  });

  it.each(['"other"', 'other', '', '"x.y"'])('refuses what is no tag of ours: %s', async (tag) => {
    const given = await setup();
    expect(shown(await write(given, ifMatch(tag)))).toEqual(failed(given.tag));
  });
});

describe('If-Match', () => {
  it('keeps a PUT from creating what it wants to replace', async () => {
    const { company, api, path, tag } = await setup();
    await api.send('DELETE', path);
    for (const given of [tag, '*']) {
      const put = await api.send('PUT', EXTERNAL, { ...ifMatch(given), body: projectBody(company) });
      expect(shown(put)).toEqual(failed(null));
    }
    expect(await projectsOf(service.database, company.companyId)).toHaveLength(1);
  });

  it('is asked for in a dry run, too', async () => {
    const { api, path, tag, change } = await setup();
    const current = tagOf(await change({ name: 'Renamed' }));
    const response = await api.send('PATCH', `${path}?dry_run=true`, { ...ifMatch(tag), body: {} });
    expect(shown(response)).toEqual(failed(current, 'name'));
  });

  it('is no reason not to say that the project is gone', async () => {
    const { api, path } = await setup();
    await api.send('DELETE', path);
    for (const method of ['PATCH', 'DELETE']) {
      expect((await api.send(method, path, { ...ifMatch('*'), body: {} })).status).toBe(404);
    }
  });
});

describe.each(WRITES)('If-None-Match on %s', (_, write) => {
  it.each(['*', 'the tag', 'the weak tag', 'one of several'])('refuses what there is: %s', async (which) => {
    const given = await setup();
    const { company, tag } = given;
    const header = which === '*' ? which : `${which === 'one of several' ? '"other", ' : ''}W/${tag}`;
    const before = await everythingOf(service.database, company.companyId);
    const call = ifNoneMatch(which === 'the tag' ? tag : header);
    expect(shown(await write(given, call))).toEqual(excluded(tag));
    expect(await everythingOf(service.database, company.companyId)).toEqual(before);
  });

  it('lets it happen if the project is something else by now', async () => {
    const given = await setup();
    await given.change({ name: 'Renamed' });
    expect((await write(given, ifNoneMatch(given.tag))).status).toBe(200);
  });
});

describe('If-None-Match: *', () => {
  const create = async (api: Api, company: TestCompany): Promise<ApiResponse> =>
    api.send('PUT', `${AT}/by-external/crm/D-2`, { ...ifNoneMatch('*'), body: projectBody(company) });

  it('lets a PUT only create: of several at once, one does', async () => {
    const { company, api } = await setup();
    const responses = await Promise.all(Array.from({ length: 8 }, () => create(api, company)));
    const created = responses.filter(({ status }) => status === 201);
    expect(created).toHaveLength(1);
    const others = responses.filter(({ status }) => status !== 201);
    expect(others.map(shown)).toEqual(others.map(() => excluded(tagOf(created[0]!))));
    expect(await projectsOf(service.database, company.companyId)).toHaveLength(2);
  });

  it('says nothing of a project to those who may not change it', async () => {
    const { company } = await setup();
    const caller = service.api.as(await createPerson(service.database, company, ['pipeline.create']));
    const response = await caller.send('PUT', EXTERNAL, { ...ifNoneMatch('*'), body: projectBody(company) });
    expect({ status: response.status, tag: response.headers.get('etag') }).toEqual({
      status: 403,
      tag: null,
    });
  });
});
