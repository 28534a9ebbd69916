import { INSTANT, invalidData } from '../support/api';
import { useService } from '../support/app';
import {
  addOptions,
  createCompany,
  createPerson,
  insert,
  type TestCompany,
} from '../support/builders/company';

const service = useService();

const metadata = (id: number, key: string, values: string[], isRequired = false): object => ({
  id,
  created_at: INSTANT,
  updated_at: INSTANT,
  key,
  values,
  is_required: isRequired,
});

/** A company with three project metadata, last changed on three days in a row. */
async function setup(): Promise<{ company: TestCompany; ids: number[] }> {
  const company = await createCompany(service.database);
  const { companyId, metadataId } = company;
  const country = await insert(service.database, 'project_metadata', {
    company_id: companyId,
    key: 'Country',
  });
  const none = await insert(service.database, 'project_metadata', {
    company_id: companyId,
    key: 'X',
    is_required: true,
  });
  await addOptions(service.database, companyId, country, ['Perù', 'Italia']);
  const ids = [metadataId, country, none];
  for (const [index, id] of ids.entries()) {
    await service.database.query(
      'update project_metadata set updated_at = $1 where company_id = $2 and id = $3',
      [`2025-02-1${index + 1}T09:26:18.797Z`, companyId, id],
    );
  }
  return { company, ids };
}

describe('GET /api/project-metadata', () => {
  it('lists what metadata_<id> there are, with their values in order', async () => {
    const { company, ids } = await setup();
    const { status, body } = await service.api.as(company).get('/api/project-metadata');
    expect({ status, body }).toEqual({
      status: 200,
      body: [
        metadata(ids[0]!, 'Sector', ['IT', 'Finance']),
        metadata(ids[1]!, 'Country', ['Perù', 'Italia']),
        metadata(ids[2]!, 'X', [], true),
      ],
    });
    expect(Object.keys((body as object[])[0]!)).toEqual([
      'id',
      'created_at',
      'updated_at',
      'key',
      'values',
      'is_required',
    ]);
  });

  it('is open to every person of the company, and shows them that company alone', async () => {
    const { company, ids } = await setup();
    const other = await createCompany(service.database);
    const withoutPermissions = await createPerson(service.database, company, []);
    const { status, body } = await service.api.as(withoutPermissions).get('/api/project-metadata');
    expect({ status, ids: (body as { id: number }[]).map(({ id }) => id) }).toEqual({ status: 200, ids });
    expect((await service.api.as(other).get('/api/project-metadata')).body).toEqual([
      metadata(other.metadataId, 'Sector', ['IT', 'Finance']),
    ]);
  });

  it.each([
    ['limit=2', [0, 1]],
    ['limit=2&offset=2', [2]],
    ['offset=3', []],
    ['limit=100&offset=0', [0, 1, 2]],
    ['updated_at=2025-02-12', [1]],
    ['updated_at=2025-02-12T09:26:18.797Z', [1]],
    ['updated_at=2025-02-12T10:26:18.797%2B01:00', [1]],
    ['updated_at=neq:2025-02-12', [0, 2]],
    ['updated_at=gt:2025-02-12', [2]],
    ['updated_at=gte:2025-02-12', [1, 2]],
    ['updated_at=lt:2025-02-12', [0]],
    ['updated_at=lte:2025-02-12', [0, 1]],
    ['updated_at=gt:2025-02-12T09:26:18.797Z', [2]],
    ['updated_at=gte:2025-02-12T09:26:18.797Z', [1, 2]],
    ['updated_at=in:2025-02-11,2025-02-13', [0, 2]],
    ['updated_at=nin:2025-02-11,2025-02-13T09:26:18.797Z', [1]],
    ['updated_at=bt:2025-02-11,2025-02-12', [0, 1]],
    ['updated_at=bt:2025-02-12T00:00:00Z,2025-02-12T09:00:00Z', []],
  ])('answers %s', async (query, expected) => {
    const { company, ids } = await setup();
    const { status, body } = await service.api.as(company).get(`/api/project-metadata?${query}`);
    expect({ status, ids: (body as { id: number }[]).map(({ id }) => id) }).toEqual({
      status: 200,
      ids: expected.map((index) => ids[index]),
    });
  });

  it.each([
    ['limit=0', 'limit', 'must be from 1 to 100'],
    ['limit=101', 'limit', 'must be from 1 to 100'],
    ['limit=ten', 'limit', 'must be an integer'],
    ['limit=1&limit=2', 'limit', 'must be given once'],
    ['limit=1.5', 'limit', 'must be an integer'],
    ['limit=', 'limit', 'must be an integer'],
    ['offset=-1', 'offset', 'must be from 0 to 9007199254740991'],
    [
      'updated_at=soon',
      'updated_at',
      'must compare with an instant like 2025-02-13T09:26:18.797Z or a date, not "soon"',
    ],
    ['updated_at=bt:2025-02-12', 'updated_at', 'must be bt:<from>,<to>'],
    ['deleted=only', 'deleted', 'is not a parameter of this list'],
    ['__proto__=1', '__proto__', 'is not a parameter of this list'],
  ])('refuses %s', async (query, field, message) => {
    const { company } = await setup();
    const { status, body } = await service.api.as(company).get(`/api/project-metadata?${query}`);
    expect({ status, body }).toEqual({ status: 400, body: invalidData({ field, message }) });
  });
});

describe('GET /api/project-metadata/{id}', () => {
  it('answers one', async () => {
    const { company, ids } = await setup();
    const { status, body } = await service.api.as(company).get(`/api/project-metadata/${ids[1]}`);
    expect({ status, body }).toEqual({ status: 200, body: metadata(ids[1]!, 'Country', ['Perù', 'Italia']) });
  });

  it('returns 404 alike to one of another company and to none', async () => {
    const { company } = await setup();
    const other = await createCompany(service.database);
    for (const id of [other.metadataId, 999_999]) {
      const { status, body } = await service.api.as(company).get(`/api/project-metadata/${id}`);
      expect({ status, body }).toEqual({
        status: 404,
        body: { key: 'not_found', message: `There is no project metadata ${id} in this company.` },
      });
    }
  });
});
