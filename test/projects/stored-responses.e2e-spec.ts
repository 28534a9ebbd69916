import { hash } from 'node:crypto';
import { RESPONSE_FORMAT } from '../../src/projects/project-columns';
import { madeResponse } from '../../src/projects/sql/project-json.sql';
import { StoredResponsesRepository } from '../../src/projects/stored-responses.repository';
import { type Api } from '../support/api';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody, wholeProjectBody } from '../support/builders/project';
import { importFile, ndjson } from './bulk/bulk';
import { RESPONSES } from '../support/builders/project-fields';
import { readFeed, whenStampsHavePassed } from '../events/events';
import { staleOf, storedResponses, wrongOf } from './stored-responses';

const service = useService();

const AT = '/api/projects';
type Item = Readonly<Record<string, unknown>> & { readonly id: number; readonly updated_at: string };

interface Setup {
  readonly company: TestCompany;
  readonly api: Api;
  /** Metadata "Sector" of the company. */
  readonly field: string;
  readonly ids: readonly number[];
}

async function setup(count: number): Promise<Setup> {
  const company = await createCompany(service.database);
  const api = service.api.as(company);
  const field = `metadata_${company.metadataId}`;
  const ids: number[] = [];
  for (let n = 0; n < count; n++) {
    const body = { ...wholeProjectBody(company), job_order: `jo_${n}` };
    ids.push(((await api.post(AT, body)).body as Item).id);
  }
  return { company, api, field, ids };
}

/** Makes all responses of the company anew that do not count. */
async function renew({ companyId }: TestCompany): Promise<void> {
  const repository = service.app.get(StoredResponsesRepository);
  while (await repository.renew(companyId));
}

/** A release that knows nothing of stored responses changes the projects of the company. */
async function changeAsBefore({ companyId }: TestCompany, assignment: string): Promise<void> {
  await service.database.query(
    `update projects set ${assignment}, updated_at = (updated_at at time zone 'UTC' + interval '5 milliseconds') at time zone 'UTC' where company_id = $1`,
    [companyId],
  );
}

/** Every response that shows the project, by where it comes from. */
async function shown({ api, company }: Setup, id: number): Promise<Record<string, unknown>> {
  await whenStampsHavePassed();
  const listed = async (query: string): Promise<unknown> =>
    ((await api.get(`${AT}?${query}`)).body as Item[]).find((item) => item.id === id);
  const { events } = await readFeed(api, `/api/events?project_id=${id}`);
  const exported = (await api.get(`${AT}:export?format=csv&fields=id,name`)).text;
  return {
    alone: (await api.get(`${AT}/${id}`)).body,
    'with deleted=include': (await api.get(`${AT}/${id}?deleted=include`)).body,
    listed: await listed('limit=100'),
    synced: await listed('updated_at=gte:2020-01-01'),
    'of its last event': events.at(-1)!.project,
    exported: exported.split('\n').find((line) => line.startsWith(`${id},`)),
    'of a PATCH that changes nothing': (await api.send('PATCH', `${AT}/${id}`, { body: {} })).body,
    'of a dry run': (
      await api.send('PATCH', `${AT}/${id}?dry_run=true`, { body: { client_id: company.clientId } })
    ).body,
  };
}

const everywhere = (item: unknown, name: unknown): Record<string, unknown> => ({
  alone: item,
  'with deleted=include': item,
  listed: item,
  synced: item,
  'of its last event': item,
  exported: expect.stringContaining(String(name)) as string,
  'of a PATCH that changes nothing': item,
  'of a dry run': item,
});

describe('a stored response', () => {
  it('is written by every request that writes a project', async () => {
    const made = await setup(3);
    const { company, api, field, ids } = made;
    const at = `${AT}/${ids[0]!}`;
    await importFile(service, company, ndjson(projectBody(company), wholeProjectBody(company)));
    await Promise.all(Array.from({ length: 5 }, async () => api.post(AT, wholeProjectBody(company))));
    await api.send('PATCH', at, {
      body: { name: 'Ünïcode "quoted" \\ \u0001', value: 0.00001, due_date: null },
    });
    await api.send('PATCH', at, { body: { probability: 0, [field]: 'Finance' } });
    await api.send('PATCH', at, { body: { [field]: null, risk: 'high' } });
    await api.send('PUT', `${AT}/by-external/crm/1`, { body: wholeProjectBody(company) });
    await api.send('PUT', `${AT}/by-external/crm/1`, { body: projectBody(company) });
    await api.post(`${at}:archive`);
    await api.send('DELETE', `${AT}/${ids[1]!}`);
    const responses = await storedResponses(service.database, company.companyId);
    expect(responses.length).toBeGreaterThanOrEqual(10);
    expect(responses.map(({ stored }) => stored)).toEqual(responses.map(({ made: right }) => right));
  });

  it('does not count after a change by a release that does not write it, and is made anew', async () => {
    const made = await setup(2);
    const [id] = made.ids as [number];
    const before = (await made.api.get(`${AT}/${id}`)).body as Item;
    await changeAsBefore(made.company, "name = 'Theirs'");
    const now = { ...before, name: 'Theirs', updated_at: expect.any(String) as string };
    expect(staleOf(await storedResponses(service.database, made.company.companyId))).toEqual(made.ids);
    expect(await shown(made, id)).toEqual(everywhere(now, 'Theirs'));
    await renew(made.company);
    const responses = await storedResponses(service.database, made.company.companyId);
    expect({ stale: staleOf(responses), wrong: wrongOf(responses) }).toEqual({ stale: [], wrong: [] });
    expect(await shown(made, id)).toEqual(everywhere(now, 'Theirs'));
  });

  it('does not count in another form; one of a later release stays as it is', async () => {
    const made = await setup(2);
    const [earlier, later] = made.ids as [number, number];
    const before = (await made.api.get(`${AT}/${earlier}`)).body;
    await service.database.query(
      `update projects set response = '{"id":0}', response_format = case when id = $2 then $3::smallint else $4 end
        where company_id = $1`,
      [made.company.companyId, earlier, RESPONSE_FORMAT - 1, RESPONSE_FORMAT + 1],
    );
    expect(await shown(made, earlier)).toEqual(everywhere(before, 'First project'));
    expect((await made.api.get(`${AT}/${later}`)).body).toMatchObject({ id: later, job_order: 'jo_1' });
    await renew(made.company);
    expect(staleOf(await storedResponses(service.database, made.company.companyId))).toEqual([later]);
    expect(await service.database.query('select response from projects where id = $1', [later])).toEqual([
      { response: '{"id":0}' },
    ]);
  });

  it('does not count after a value that it has is replaced, or its metadata is deleted', async () => {
    const made = await setup(2);
    const { company, api, field, ids } = made;
    const at = `/api/project-metadata/${company.metadataId}`;
    await api.send('PATCH', at, { body: { values: ['Finance'], replacements: { IT: 'Finance' } } });
    expect((await api.get(`${AT}/${ids[0]!}`)).body).toMatchObject({ [field]: 'Finance' });
    expect(wrongOf(await storedResponses(service.database, company.companyId))).toEqual([]);
    await renew(company);
    expect(staleOf(await storedResponses(service.database, company.companyId))).toEqual([]);
    await api.send('DELETE', `${at}?discard_values=true`);
    expect((await api.get(`${AT}/${ids[0]!}`)).body).not.toHaveProperty(field);
    await renew(company);
    const responses = await storedResponses(service.database, company.companyId);
    expect({ stale: staleOf(responses), wrong: wrongOf(responses) }).toEqual({ stale: [], wrong: [] });
  });

  it('is not made of a project that another transaction changes', async () => {
    const made = await setup(2);
    const { company, api, field, ids } = made;
    await changeAsBefore(company, "name = 'First'");
    await service.database.query('begin');
    await service.database.query(
      `update projects set name = 'Second', updated_at = (updated_at at time zone 'UTC' + interval '5 milliseconds') at time zone 'UTC' where id = $1`,
      [ids[0]],
    );
    await service.database.query('delete from project_metadata_values where project_id = $1', [ids[0]]);
    await renew(company);
    await service.database.query('commit');
    expect(staleOf(await storedResponses(service.database, company.companyId))).toEqual([ids[0]]);
    const { body } = await api.get(`${AT}/${ids[0]!}`);
    expect(body).toMatchObject({ name: 'Second' });
    expect(body).not.toHaveProperty(field);
  });

  it('has another format when another expression makes it', () => {
    expect({ format: RESPONSE_FORMAT, madeBy: hash('sha256', madeResponse('projects.company_id')) }).toEqual(
      RESPONSES,
    );
  });

  it('is found by its index as long as it is stale', async () => {
    const [index] = await service.database.query<{ indexdef: string }>(
      "select indexdef from pg_indexes where indexname = 'ix_projects_stale_response'",
    );
    expect(index!.indexdef).toContain(`(response_format < ${RESPONSE_FORMAT})`);
    const made = await setup(1);
    const isFound = async (): Promise<boolean> => {
      const found = await service.app
        .get(StoredResponsesRepository)
        .findCompanyWithStale(made.company.companyId - 1);
      return found === made.company.companyId;
    };
    expect(await isFound()).toBe(false);
    await changeAsBefore(made.company, "name = 'Theirs'");
    expect(await isFound()).toBe(true);
    await renew(made.company);
    expect(await isFound()).toBe(false);
  });
});
