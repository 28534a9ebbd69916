import { type ApiResponse, invalidData } from '../support/api';
import { useService } from '../support/app';
import { addOptions, createCompany, insert, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { countRows, projectsOf } from '../support/queries';

const service = useService();

async function create(company: TestCompany, body: unknown): Promise<ApiResponse> {
  return service.api.as(company).post('/api/projects', body);
}

describe('POST /api/projects', () => {
  describe('when metadata is given', () => {
    it('stores several, and responds with them by id', async () => {
      const company = await createCompany(service.database);
      const second = await insert(service.database, 'project_metadata', {
        company_id: company.companyId,
        key: 'Country',
      });
      await addOptions(service.database, company.companyId, second, ['Italia', 'Perù']);
      const response = await create(
        company,
        projectBody(company, {
          [`metadata_${second}`]: 'Perù',
          [`metadata_${company.metadataId}`]: 'Finance',
        }),
      );
      expect(response.status).toBe(201);
      expect(Object.entries(response.body as object).slice(-2)).toEqual([
        [`metadata_${company.metadataId}`, 'Finance'],
        [`metadata_${second}`, 'Perù'],
      ]);
      expect(await countRows(service.database, 'project_metadata_values', company.companyId)).toBe(2);
    });

    it('stores no value for null', async () => {
      const company = await createCompany(service.database);
      const response = await create(
        company,
        projectBody(company, { [`metadata_${company.metadataId}`]: null }),
      );
      expect(response.status).toBe(201);
      expect(response.body).not.toHaveProperty(`metadata_${company.metadataId}`);
      expect(await countRows(service.database, 'project_metadata_values', company.companyId)).toBe(0);
    });

    it.each([
      ['a value that is none of its values', 'it', 'must be one of: IT, Finance'],
      ['an empty value', '', 'must be one of: IT, Finance'],
      ['a number', 5, 'must be a string, not a number'],
      ['a list', ['IT'], 'must be a string, not a list'],
      ['a NUL', 'I\0T', 'must not contain the character U+0000'],
      ['half a surrogate pair', 'I\ud800T', 'must not contain half of a surrogate pair'],
      ['a value that is too long', 'x'.repeat(256), 'must be at most 255 characters long, it has 256'],
    ])('rejects %s', async (_, value, message) => {
      const company = await createCompany(service.database);
      const field = `metadata_${company.metadataId}`;
      const response = await create(company, projectBody(company, { [field]: value }));
      expect({ status: response.status, body: response.body }).toEqual({
        status: 400,
        body: invalidData({ field, message }),
      });
      expect(await projectsOf(service.database, company.companyId)).toEqual([]);
    });

    it.each([
      'metadata_0',
      'metadata_013',
      'metadata_',
      'metadata_x',
      'metadata_-1',
      'metadata_9007199254740993',
      'Metadata_1',
    ])('rejects %s as an unknown field', async (field) => {
      const company = await createCompany(service.database);
      const response = await create(company, projectBody(company, { [field]: 'IT' }));
      expect({ status: response.status, body: response.body }).toEqual({
        status: 400,
        body: invalidData({ field, message: 'is not a field of a project' }),
      });
    });

    it('rejects one that the company does not have, even without a value', async () => {
      const company = await createCompany(service.database);
      const response = await create(company, projectBody(company, { metadata_999999: null }));
      expect({ status: response.status, body: response.body }).toEqual({
        status: 400,
        body: invalidData({
          field: 'metadata_999999',
          message: 'is not a project metadata of this company: GET /api/project-metadata lists them',
        }),
      });
    });
  });

  describe('when a metadata is required', () => {
    async function setup(): Promise<TestCompany> {
      const company = await createCompany(service.database);
      await service.database.query('update project_metadata set is_required = true where company_id = $1', [
        company.companyId,
      ]);
      return company;
    }

    it.each([
      ['absent', {}],
      ['null', { value: null }],
    ])('rejects a project without it (%s)', async (_, given: { value?: null }) => {
      const company = await setup();
      const field = `metadata_${company.metadataId}`;
      const response = await create(company, projectBody(company, 'value' in given ? { [field]: null } : {}));
      expect({ status: response.status, body: response.body }).toEqual({
        status: 400,
        body: invalidData({ field, message: 'is required by this company' }),
      });
      expect(await projectsOf(service.database, company.companyId)).toEqual([]);
    });

    it('creates a project with it', async () => {
      const company = await setup();
      const response = await create(
        company,
        projectBody(company, { [`metadata_${company.metadataId}`]: 'IT' }),
      );
      expect({ status: response.status, body: response.body }).toEqual({
        status: 201,
        body: expect.objectContaining({ [`metadata_${company.metadataId}`]: 'IT' }) as unknown,
      });
    });
  });
});
