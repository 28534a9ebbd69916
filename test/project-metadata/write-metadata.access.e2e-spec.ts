import { type ApiResponse, invalidData } from '../support/api';
import { useService } from '../support/app';
import { addOptions, createCompany, createPerson, insert } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { countWaiting } from '../support/queries';
import { until } from '../support/until';
import { PERMISSION_KEYS } from '../../src/auth/permissions';

const service = useService();

const AT = '/api/project-metadata';
const shown = ({ status, body }: ApiResponse): object => ({ status, body });
const WRITES = [
  ['POST', '', { key: 'Country', values: [] }],
  ['PATCH', '/{id}', { key: 'Country' }],
  ['DELETE', '/{id}', undefined],
] as const;

async function metadataOf(companyId: number): Promise<object[]> {
  return service.database.query('select * from project_metadata where company_id = $1 order by id', [
    companyId,
  ]);
}

/** Project values that are none of the values of their metadata. */
async function dangling(companyId: number): Promise<object[]> {
  return service.database.query(
    `select * from project_metadata_values as held where company_id = $1 and not exists (
       select from project_metadata_options as options
        where options.company_id = held.company_id and options.value = held.value
          and options.project_metadata_id = held.project_metadata_id)`,
    [companyId],
  );
}

describe('who may write project metadata', () => {
  it.each(WRITES)('%s %s needs settings.company, whatever else one may', async (method, path, body) => {
    const company = await createCompany(service.database);
    const others = PERMISSION_KEYS.filter((key) => key !== 'settings.company');
    const before = await metadataOf(company.companyId);
    const at = AT + path.replace('{id}', String(company.metadataId));
    const person = service.api.as(await createPerson(service.database, company, others));
    expect(shown(await person.send(method, at, { body }))).toEqual({
      status: 403,
      body: {
        key: 'forbidden',
        message: 'You need the permission settings.company, which your role does not have.',
      },
    });
    expect(await metadataOf(company.companyId)).toEqual(before);
    const administrator = service.api.as(await createPerson(service.database, company, ['settings.company']));
    expect((await administrator.send(method, at, { body })).status).toBe(method === 'POST' ? 201 : 200);
  });

  it.each(WRITES.slice(1))(
    '%s %s returns 404 alike to another company’s and to none',
    async (method, _, body) => {
      const company = await createCompany(service.database);
      const other = await createCompany(service.database);
      const before = await metadataOf(other.companyId);
      for (const id of [other.metadataId, 999_999]) {
        expect(shown(await service.api.as(company).send(method, `${AT}/${id}`, { body }))).toEqual({
          status: 404,
          body: { key: 'not_found', message: `There is no project metadata ${id} in this company.` },
        });
      }
      expect(await metadataOf(other.companyId)).toEqual(before);
    },
  );

  it('lets two companies have the same key', async () => {
    const [one, other] = [await createCompany(service.database), await createCompany(service.database)];
    for (const company of [one, other]) {
      const response = await service.api.as(company).post(AT, { key: 'Country', values: [] });
      expect(response.status).toBe(201);
    }
  });
});

describe('when a project is created while its value is removed', () => {
  it.each<[string, string, string, object | undefined]>([
    ['a change', 'PATCH', '', { values: ['Finance'] }],
    ['a replacement', 'PATCH', '', { values: ['Finance'], replacements: { IT: 'Finance' } }],
    ['a deletion', 'DELETE', '', undefined],
    ['a deletion with values', 'DELETE', '?discard_values=true', undefined],
  ])('leaves no value dangling: %s', async (_, method, query, body) => {
    const company = await createCompany(service.database);
    const { companyId } = company;
    const api = service.api.as(company);
    for (let round = 0; round < 20; round++) {
      const id = await insert(service.database, 'project_metadata', {
        company_id: companyId,
        key: `K${round}`,
      });
      await addOptions(service.database, companyId, id, ['IT', 'Finance']);
      const project = projectBody(company, { [`metadata_${id}`]: 'IT' });
      const responses = await Promise.all([
        api.post('/api/projects', project),
        api.send(method, `${AT}/${id}${query}`, { body }),
        api.post('/api/projects', project),
      ]);
      for (const { status } of responses) expect([200, 201, 400]).toContain(status);
      expect(await dangling(companyId)).toEqual([]);
    }
  });

  it.each<[string, string, object | undefined, object]>([
    [
      'PATCH',
      '',
      { values: ['Finance'] },
      {
        status: 400,
        body: invalidData({
          field: 'values',
          message: 'must keep "IT", which 1 project holds: or say in replacements what becomes of it',
        }),
      },
    ],
    [
      'DELETE',
      '',
      undefined,
      {
        status: 400,
        body: invalidData({
          field: 'discard_values',
          message: 'must be true: 1 project has a value for this project metadata, which would go with it',
        }),
      },
    ],
    ['DELETE', '?discard_values=true', undefined, { status: 200, body: {} }],
  ])('%s%s sees the project that was stored just before it', async (method, query, body, expected) => {
    const company = await createCompany(service.database);
    const api = service.api.as(company);
    await api.post('/api/projects', projectBody(company));
    const { database } = service;
    await database.query('begin');
    await database.query(
      `insert into project_metadata_values (company_id, project_id, project_metadata_id, value)
       select $1, id, $2, 'IT' from projects where company_id = $1`,
      [company.companyId, company.metadataId],
    );
    const response = api.send(method, `${AT}/${company.metadataId}${query}`, { body });
    await until(async () => (await countWaiting(database, 'row')) > 0);
    await database.query('commit');
    expect(shown(await response)).toEqual(expected);
    expect(await dangling(company.companyId)).toEqual([]);
  });
});
