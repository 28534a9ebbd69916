import { ApiError, createClient, listAll, metadataFields } from '../../clients/typescript/src/client';
import { invalidData } from '../support/api';
import { useService } from '../support/app';
import { createCompany } from '../support/builders/company';
import { createManyProjects } from '../support/builders/many-projects';
import { bodyOf, clientOf, projectOf } from './company-client';

const service = useService();

describe('the TypeScript client', () => {
  it('creates, reads, changes and deletes a project, its metadata included', async () => {
    const company = await createCompany(service.database);
    const client = clientOf(company, service.url);
    const sector: `metadata_${number}` = `metadata_${company.metadataId}`;

    const created = await client.POST('/api/projects', {
      body: { ...bodyOf(company), ...metadataFields({ [company.metadataId]: 'IT' }) },
    });
    expect({ status: created.response.status, data: created.data, error: created.error }).toEqual({
      status: 201,
      data: projectOf(company, { [sector]: 'IT' }),
      error: undefined,
    });
    expect(created.data?.[sector]).toBe('IT');

    const at = { params: { path: { id: created.data!.id! } } };
    const read = await client.GET('/api/projects/{id}', at);
    expect(read.data).toEqual(created.data);

    const changed = await client.PATCH('/api/projects/{id}', {
      ...at,
      body: { name: 'Renamed', ...metadataFields({ [company.metadataId]: null }) },
    });
    expect(changed.data).toEqual(projectOf(company, { id: created.data!.id!, name: 'Renamed' }));

    const archived = await client.POST('/api/projects/{id}:archive', at);
    expect({ status: archived.response.status, error: archived.error }).toEqual({
      status: 200,
      error: undefined,
    });

    const deleted = await client.DELETE('/api/projects/{id}', at);
    expect({ status: deleted.response.status, data: deleted.data }).toEqual({ status: 200, data: {} });
    expect((await client.GET('/api/projects/{id}', at)).error).toEqual({
      key: 'not_found',
      message: expect.any(String) as string,
    });
  });

  it('creates and replaces a project by what another system calls it', async () => {
    const company = await createCompany(service.database);
    const client = clientOf(company, service.url);
    const put = async (name: string) =>
      client.PUT('/api/projects/by-external/{source}/{id}', {
        params: { path: { source: 'crm', id: 'D-1' } },
        body: { ...bodyOf(company), name },
      });
    const identity = { external_source: 'crm', external_id: 'D-1' };
    const created = await put('One');
    expect({ status: created.response.status, data: created.data }).toEqual({
      status: 201,
      data: projectOf(company, { ...identity, name: 'One' }),
    });
    const replaced = await put('Two');
    expect({ status: replaced.response.status, data: replaced.data }).toEqual({
      status: 200,
      data: projectOf(company, { ...identity, name: 'Two', id: created.data!.id! }),
    });
  });

  it('has the types of bodies, queries and responses', async () => {
    const company = await createCompany(service.database);
    const client = clientOf(company, service.url);
    const { start_date: _, ...dateless } = bodyOf(company);

    // @ts-expect-error a field that does not exist
    const unknown = await client.POST('/api/projects', { body: { ...bodyOf(company), colour: 'red' } });
    expect(unknown.error).toEqual(invalidData({ field: 'colour', message: 'is not a field of a project' }));
    const mistyped = { ...bodyOf(company), metadata_1: 5, value: '2' };
    // @ts-expect-error values of the wrong types
    const wrong = await client.POST('/api/projects', { body: mistyped });
    expect(wrong.error?.failures?.map(({ field }) => field)).toEqual(['value', 'metadata_1']);
    // @ts-expect-error a required field is missing
    const missing = await client.POST('/api/projects', { body: dateless });
    expect(missing.error).toEqual(invalidData({ field: 'start_date', message: 'is required' }));
    const whole = await client.POST('/api/projects', { body: bodyOf(company) });
    expect(whole.data).toEqual(projectOf(company));
    // @ts-expect-error a parameter that does not exist
    const query = await client.GET('/api/projects', { params: { query: { limit: 1, page: 2 } } });
    expect(query.error).toEqual(invalidData({ field: 'page', message: expect.any(String) }));
    // @ts-expect-error a field of the response that does not exist
    expect(whole.data?.colour).toBeUndefined();
  });

  it('answers the error body of the service', async () => {
    const company = await createCompany(service.database);
    const client = clientOf(company, service.url);
    const { data, error, response } = await client.POST('/api/projects', {
      body: {
        ...bodyOf(company),
        client_id: 999_999,
        ...metadataFields({ [company.metadataId]: 'Fishing' }),
      },
    });
    expect({ status: response.status, data, error }).toEqual({
      status: 400,
      data: undefined,
      error: invalidData(
        { field: 'client_id', message: 'is not a client of this company' },
        { field: `metadata_${company.metadataId}`, message: 'must be one of: IT, Finance' },
      ),
    });
    expect(new ApiError(response.status, error!).message).toBe(
      `400 invalid_data: You provided invalid data. Check 'failures' for details.
client_id is not a client of this company
metadata_${company.metadataId} must be one of: IT, Finance`,
    );
  });

  it('takes the base URL as the service prints it, too', async () => {
    const company = await createCompany(service.database);
    for (const baseUrl of [`${service.url}/`, `${service.url}/api`, `${service.url}/api/`]) {
      const { data } = await clientOf(company, baseUrl).GET('/api/projects');
      expect(data).toEqual([]);
    }
  });

  it('sends another version if asked to', async () => {
    const { token, company } = await createCompany(service.database);
    const client = createClient({ baseUrl: service.url, token, company, version: '2020-01-01' });
    const { error } = await client.GET('/api/projects');
    expect(error?.failures?.map(({ field }) => field)).toEqual(['Wethod-Version']);
  });
});

describe('listAll', () => {
  it('goes through all pages, with the filters on each', async () => {
    const company = await createCompany(service.database);
    await createManyProjects(service.database, company, 250);
    const client = clientOf(company, service.url);
    const names: string[] = [];
    const query = { limit: 7, probability: 'gte:50', deleted: 'include' } as const;
    for await (const project of listAll(client, '/api/projects', { query })) names.push(project.name);
    const numbers = Array.from({ length: 250 }, (_, index) => index + 1).filter(
      (number) => number % 101 >= 50,
    );
    expect(names).toEqual(numbers.map((number) => `Project ${number}`));
  });

  it('takes pages of 100 by default, and returns whole items', async () => {
    const company = await createCompany(service.database);
    await createManyProjects(service.database, company, 150);
    const client = clientOf(company, service.url);
    const listed = [];
    for await (const project of listAll(client, '/api/projects')) listed.push(project);
    const pages = [0, 100].map((offset) => client.GET('/api/projects', { params: { query: { offset } } }));
    expect(listed).toEqual((await Promise.all(pages)).flatMap(({ data }) => data));
    expect(listed).toHaveLength(150);
  });

  it('lists whatever the API lists', async () => {
    const company = await createCompany(service.database);
    const client = clientOf(company, service.url);
    const stages: string[] = [];
    for await (const stage of listAll(client, '/api/project-stages')) stages.push(stage.name);
    expect(stages).toEqual(['Proposal']);
    // @ts-expect-error one item is no list
    await expect(listAll(client, '/api/persons/me').next()).rejects.toThrow();
  });

  it('throws the error of a page that can not be had', async () => {
    const company = await createCompany(service.database);
    const projects = listAll(clientOf(company, service.url), '/api/projects', { query: { updated_at: 'x' } });
    await expect(projects.next()).rejects.toMatchObject({
      name: 'ApiError',
      status: 400,
      body: invalidData({ field: 'updated_at', message: expect.any(String) }),
    });
  });

  it('ends when its signal is aborted', async () => {
    const company = await createCompany(service.database);
    const reason = new Error('enough');
    const options = { signal: AbortSignal.abort(reason) };
    const projects = listAll(clientOf(company, service.url), '/api/projects', options);
    await expect(projects.next()).rejects.toBe(reason);
  });
});
