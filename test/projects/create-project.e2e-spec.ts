import { type ApiResponse, invalidData } from '../support/api';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import {
  bareProject,
  EMPTY_FIELDS,
  projectBody,
  wholeProject,
  wholeProjectBody,
} from '../support/builders/project';
import { projectsOf } from '../support/queries';

const service = useService();

async function create(company: TestCompany, body: unknown): Promise<ApiResponse> {
  return service.api.as(company).post('/api/projects', body);
}

describe('POST /api/projects', () => {
  describe('when every field is given', () => {
    async function setup(): Promise<{ company: TestCompany; response: ApiResponse }> {
      const company = await createCompany(service.database);
      return { company, response: await create(company, wholeProjectBody(company)) };
    }

    it('responds with the project key by key, in the order of the contract', async () => {
      const { company, response } = await setup();
      const { id } = response.body as { id: number };
      const expected = wholeProject(company);
      expect({ status: response.status, body: response.body }).toEqual({ status: 201, body: expected });
      expect(Object.keys(response.body as object)).toEqual(Object.keys(expected));
      expect(response.headers.get('location')).toBe(`/api/projects/${id}`);
    });

    it('stores what it responds with, and GET returns the same', async () => {
      const { company, response } = await setup();
      const { id } = response.body as { id: number };
      const read = await service.api.as(company).get(`/api/projects/${id}`);
      expect({ status: read.status, body: read.body }).toEqual({ status: 200, body: response.body });
      expect(await projectsOf(service.database, company.companyId)).toEqual([
        expect.objectContaining({ id, name: 'First project', value: 1.5, date_start: '2024-01-01' }),
      ]);
      expect(
        await service.database.query('select * from project_metadata_values where company_id = $1', [
          company.companyId,
        ]),
      ).toEqual([
        {
          company_id: company.companyId,
          project_id: id,
          project_metadata_id: company.metadataId,
          value: 'IT',
        },
      ]);
    });
  });

  describe('when only the required fields are given', () => {
    it.each([
      ['absent', {}],
      ['null', EMPTY_FIELDS],
    ])('responds with null for the others, and external costs of 0 (%s)', async (_, others) => {
      const company = await createCompany(service.database);
      const response = await create(company, projectBody(company, others));
      expect({ status: response.status, body: response.body }).toEqual({
        status: 201,
        body: bareProject(company),
      });
    });
  });

  describe('when the start month is sent as date_start', () => {
    it('stores it as the start month', async () => {
      const company = await createCompany(service.database);
      const { start_date: _, ...body } = projectBody(company, { date_start: '2024-02-29' });
      const response = await create(company, body);
      expect({ status: response.status, body: response.body }).toEqual({
        status: 201,
        body: expect.objectContaining({ date_start: '2024-02-01' }) as unknown,
      });
    });

    it('accepts start_date as well if both are in the same month', async () => {
      const company = await createCompany(service.database);
      const response = await create(company, projectBody(company, { date_start: '2024-01-15' }));
      expect({ status: response.status, body: response.body }).toEqual({
        status: 201,
        body: expect.objectContaining({ date_start: '2024-01-01' }) as unknown,
      });
    });

    it('rejects a start_date that differs', async () => {
      const company = await createCompany(service.database);
      const response = await create(company, projectBody(company, { date_start: '2024-03-01' }));
      expect({ status: response.status, body: response.body }).toEqual({
        status: 400,
        body: invalidData({
          field: 'date_start',
          message: 'is another name of start_date and must not differ from it',
        }),
      });
      expect(await projectsOf(service.database, company.companyId)).toEqual([]);
    });

    it('reports a wrong date under the name that was sent', async () => {
      const company = await createCompany(service.database);
      const { start_date: _, ...body } = projectBody(company, { date_start: '2024-02-30' });
      const response = await create(company, body);
      expect({ status: response.status, body: response.body }).toEqual({
        status: 400,
        body: invalidData({ field: 'date_start', message: 'must be a real date in the format YYYY-MM-DD' }),
      });
    });
  });

  describe('when a text is unusual', () => {
    it.each([
      ['spaces around it', '  First  '],
      ['decomposed accents', 'Cafe\u0301'],
      ['astral characters', '𝕻𝖗𝖔𝖏𝖊𝖈𝖙 👩‍👩‍👧'],
      ['right-to-left text', 'مشروع'],
      ['what looks like SQL', "'; drop table projects; --"],
      ['control characters', 'a\tb\u0001c'],
    ])('stores it as sent: %s', async (_, name) => {
      const company = await createCompany(service.database);
      const response = await create(company, projectBody(company, { name }));
      expect({ status: response.status, body: response.body }).toEqual({
        status: 201,
        body: expect.objectContaining({ name }) as unknown,
      });
      expect(await projectsOf(service.database, company.companyId)).toEqual([
        expect.objectContaining({ name }),
      ]);
    });
  });

  describe('when fields and references are wrong together', () => {
    it('reports all of it at once, each field once', async () => {
      const company = await createCompany(service.database, { is_client_contact_required: true });
      const response = await create(company, {
        ...projectBody(company, {
          name: ' ',
          client_id: 'x',
          pm_id: 999_999,
          value: '1.5',
          probability: 101,
        }),
        [`metadata_${company.metadataId}`]: 'Farming',
        colour: 'red',
      });
      expect({ status: response.status, body: response.body }).toEqual({
        status: 400,
        body: invalidData(
          { field: 'name', message: 'must not be blank' },
          { field: 'client_id', message: 'must be an integer, not a string' },
          { field: 'value', message: 'must be a number, not a number in quotes' },
          { field: 'probability', message: 'must be from 0 to 100' },
          { field: 'colour', message: 'is not a field of a project' },
          { field: 'client_contact_id', message: 'is required by this company' },
          { field: 'pm_id', message: 'is not a person of this company, or is archived' },
          { field: `metadata_${company.metadataId}`, message: 'must be one of: IT, Finance' },
        ),
      });
      expect(await projectsOf(service.database, company.companyId)).toEqual([]);
    });
  });

  describe('when keys are not fields', () => {
    it('reports how keys of the response are set', async () => {
      const company = await createCompany(service.database);
      const response = await create(company, {
        ...projectBody(company),
        id: 1,
        is_archived: true,
        project_stage_id: company.stageId,
        __proto_: 1,
      });
      expect({ status: response.status, body: response.body }).toEqual({
        status: 400,
        body: invalidData(
          { field: 'id', message: 'is read-only: the service sets it' },
          {
            field: 'is_archived',
            message: 'is read-only: archive the project with POST /api/projects/{id}:archive',
          },
          {
            field: 'project_stage_id',
            message: 'can not be set on creation: set it afterwards with PATCH /api/projects/{id}',
          },
          { field: '__proto_', message: 'is not a field of a project' },
        ),
      });
    });

    it('rejects the keys of prototypes, and pollutes no prototype', async () => {
      const company = await createCompany(service.database);
      const body = JSON.stringify(projectBody(company));
      const response = await create(
        company,
        `${body.slice(0, -1)},"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":1}`,
      );
      expect({ status: response.status, body: response.body }).toEqual({
        status: 400,
        body: invalidData(
          { field: '__proto__', message: 'is not a field of a project' },
          { field: 'constructor', message: 'is not a field of a project' },
          { field: 'toString', message: 'is not a field of a project' },
        ),
      });
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      expect(await projectsOf(service.database, company.companyId)).toEqual([]);
    });
  });
});
