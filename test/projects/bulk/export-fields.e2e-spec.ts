import { type Api, invalidData } from '../../support/api';
import { useService } from '../../support/app';
import { createCompany, type TestCompany } from '../../support/builders/company';
import { projectBody, wholeProjectBody } from '../../support/builders/project';

const service = useService();
let company: TestCompany;
let api: Api;

beforeEach(async () => {
  company = await createCompany(service.database);
  api = service.api.as(company);
});

interface Project {
  readonly id: number;
  readonly created_at: string;
  readonly updated_at: string;
  readonly [field: string]: unknown;
}

/** A project with every field and one with few, which was deleted. */
async function createTwo(): Promise<[Project, Project]> {
  const whole = await api.post('/api/projects', wholeProjectBody(company));
  const bare = await api.post('/api/projects', projectBody(company));
  const { id } = bare.body as Project;
  expect((await api.send('DELETE', `/api/projects/${id}`)).status).toBe(200);
  const deleted = await api.get(`/api/projects/${id}?deleted=only`);
  return [whole.body as Project, deleted.body as Project];
}

async function exported(query: string): Promise<string> {
  const { status, text } = await api.get(`/api/projects:export?${query}`, {
    headers: { 'Content-Type': undefined },
  });
  expect(status).toBe(200);
  return text;
}

const linesOf = (text: string): unknown[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

describe('GET /api/projects:export?fields=…', () => {
  it('has the named fields of each project in the given order, null where one is empty', async () => {
    const [whole, deleted] = await createTwo();
    const text = await exported(
      'deleted=include&fields=updated_at,id,job_order,start_date,is_archived,deleted_at',
    );
    const { id, updated_at, job_order } = whole;
    expect(linesOf(text)).toEqual([
      { updated_at, id, job_order, start_date: '2024-01-01', is_archived: false, deleted_at: null },
      {
        updated_at: deleted.updated_at,
        id: deleted.id,
        job_order: null,
        start_date: '2024-01-01',
        is_archived: false,
        deleted_at: deleted.updated_at,
      },
    ]);
    expect(text.startsWith('{"updated_at":"')).toBe(true);
  });

  it('has every field of a response, by its name there', async () => {
    const [whole] = await createTwo();
    const names = Object.keys(whole).join();
    expect(linesOf(await exported(`fields=${names}`))).toEqual([whole]);
  });

  it('has all metadata for `metadata`, and one for its ID', async () => {
    const [, deleted] = await createTwo();
    const key = `metadata_${company.metadataId}`;
    const other = await api.post('/api/project-metadata', {
      key: 'Other',
      values: ['A'],
      is_required: false,
    });
    const otherKey = `metadata_${(other.body as Project).id}`;
    expect(linesOf(await exported('fields=duration,metadata'))).toEqual([
      { duration: 4, [key]: 'IT', [otherKey]: null },
    ]);
    expect(linesOf(await exported(`fields=${key},id&deleted=only`))).toEqual([
      { [key]: null, id: deleted.id },
    ]);
    expect(await exported(`fields=${otherKey},${key},metadata&format=csv`)).toBe(
      `${otherKey},${key}\r\n,IT\r\n`,
    );
  });

  it('writes CSV with these columns', async () => {
    const [whole, deleted] = await createTwo();
    expect(await exported('format=csv&deleted=include&fields=id,is_archived,deleted_at,date_start')).toBe(
      `id,is_archived,deleted_at,date_start\r\n${whole.id},false,,2024-01-01\r\n` +
        `${deleted.id},false,${String(deleted.deleted_at)},2024-01-01\r\n`,
    );
  });

  it.each([
    [
      'fields=id,colour',
      /^must name fields of name, client_id, .*, deleted_at, .*, separated by commas, not "colour"$/,
    ],
    ['fields=', /not ""$/],
    ['fields=id,name,id', /^must not name id twice$/],
    ['fields=id&fields=name', /^must be given once$/],
    ['fields=metadata_0', /not "metadata_0"$/],
    ['fields=id,metadata_999999', /^must not name metadata_999999, which is no metadata of this company$/],
  ])('rejects %s', async (query, message) => {
    const { status, body } = await api.get(`/api/projects:export?${query}`);
    const matching = expect.stringMatching(message) as unknown as string;
    expect({ status, body }).toEqual({
      status: 400,
      body: invalidData({ field: 'fields', message: matching }),
    });
  });

  it('rejects the metadata of another company', async () => {
    const other = await createCompany(service.database);
    const { body } = await api.get(`/api/projects:export?fields=metadata_${other.metadataId}`);
    const message = `must not name metadata_${other.metadataId}, which is no metadata of this company`;
    expect(body).toEqual(invalidData({ field: 'fields', message }));
  });
});
