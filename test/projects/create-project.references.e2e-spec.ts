import { type ApiResponse, invalidData } from '../support/api';
import { useService } from '../support/app';
import { createCompany, createPerson, insert, type TestCompany } from '../support/builders/company';
import { projectBody, wholeProjectBody } from '../support/builders/project';
import { projectsOf } from '../support/queries';
import { importFile } from './bulk/bulk';

const service = useService();

async function create(company: TestCompany, body: unknown): Promise<ApiResponse> {
  return service.api.as(company).post('/api/projects', body);
}

describe('POST /api/projects', () => {
  describe('when a reference is not one of the company', () => {
    it('reports every reference that is wrong, in one response', async () => {
      const company = await createCompany(service.database);
      const missing = 9_007_199_254_740_991;
      const response = await create(
        company,
        projectBody(company, {
          client_id: missing,
          client_contact_id: missing,
          pm_id: missing,
          account_id: missing,
          job_order_category_id: missing,
          project_type_id: missing,
          business_unit_id: missing,
        }),
      );
      expect({ status: response.status, body: response.body }).toEqual({
        status: 400,
        body: invalidData(
          { field: 'client_id', message: 'is not a client of this company' },
          { field: 'client_contact_id', message: 'is not a contact of that client' },
          { field: 'pm_id', message: 'is not a person of this company, or is archived' },
          { field: 'account_id', message: 'is not a person of this company, or is archived' },
          { field: 'job_order_category_id', message: 'is not a job order category of this company' },
          { field: 'project_type_id', message: 'is not a project type of this company' },
          { field: 'business_unit_id', message: 'is not a business unit of this company' },
        ),
      });
      expect(await projectsOf(service.database, company.companyId)).toEqual([]);
    });

    it('rejects rows of another company in the same words, and stores nothing in either', async () => {
      const company = await createCompany(service.database);
      const other = await createCompany(service.database);
      const response = await create(company, {
        ...wholeProjectBody(other),
        pm_id: company.personId,
        account_id: other.personId,
      });
      expect({ status: response.status, body: response.body }).toEqual({
        status: 400,
        body: invalidData(
          { field: 'client_id', message: 'is not a client of this company' },
          { field: 'client_contact_id', message: 'is not a contact of that client' },
          { field: 'account_id', message: 'is not a person of this company, or is archived' },
          { field: 'job_order_category_id', message: 'is not a job order category of this company' },
          { field: 'project_type_id', message: 'is not a project type of this company' },
          { field: 'business_unit_id', message: 'is not a business unit of this company' },
          {
            field: `metadata_${other.metadataId}`,
            message: 'is not a project metadata of this company: GET /api/project-metadata lists them',
          },
        ),
      });
      expect(await projectsOf(service.database, company.companyId)).toEqual([]);
      expect(await projectsOf(service.database, other.companyId)).toEqual([]);
    });

    it('rejects the contact of another client', async () => {
      const company = await createCompany(service.database);
      const clientId = await insert(service.database, 'clients', {
        company_id: company.companyId,
        corporate_name: 'Other',
        acronym: 'OTH',
      });
      const response = await create(
        company,
        projectBody(company, { client_id: clientId, client_contact_id: company.contactId }),
      );
      expect({ status: response.status, body: response.body }).toEqual({
        status: 400,
        body: invalidData({ field: 'client_contact_id', message: 'is not a contact of that client' }),
      });
    });

    it('rejects deleted rows and archived persons', async () => {
      const company = await createCompany(service.database);
      const left = await createPerson(service.database, company, [], { is_archived: true });
      for (const table of ['clients', 'client_contacts', 'job_order_categories']) {
        await service.database.query(`update ${table} set deleted_at = now() where company_id = $1`, [
          company.companyId,
        ]);
      }
      const response = await create(
        company,
        projectBody(company, {
          client_contact_id: company.contactId,
          pm_id: left.personId,
          account_id: left.personId,
        }),
      );
      expect({ status: response.status, body: response.body }).toEqual({
        status: 400,
        body: invalidData(
          { field: 'client_id', message: 'is not a client of this company' },
          { field: 'client_contact_id', message: 'is not a contact of that client' },
          { field: 'pm_id', message: 'is not a person of this company, or is archived' },
          { field: 'account_id', message: 'is not a person of this company, or is archived' },
          { field: 'job_order_category_id', message: 'is not a job order category of this company' },
        ),
      });
      expect(await projectsOf(service.database, company.companyId)).toEqual([]);
    });
  });

  describe('when the company has settings', () => {
    it('says nothing of them to a body that is no object', async () => {
      const company = await createCompany(service.database, { is_client_contact_required: true });
      const failure = { field: 'body', message: 'must be a JSON object' };
      for (const body of ['[]', '12', 'null']) {
        const created = await create(company, body);
        expect({ status: created.status, body: created.body }).toEqual({
          status: 400,
          body: invalidData(failure),
        });
        const put = await service.api.as(company).send('PUT', '/api/projects/by-external/crm/1', { body });
        expect({ status: put.status, body: put.body }).toEqual({ status: 400, body: invalidData(failure) });
        expect(await importFile(service, company, body)).toEqual({
          status: 200,
          body: [{ line: 1, status: 'refused', failures: [failure] }],
        });
      }
    });

    it('requires a contact under is_client_contact_required', async () => {
      const company = await createCompany(service.database, { is_client_contact_required: true });
      const without = await create(company, projectBody(company));
      expect({ status: without.status, body: without.body }).toEqual({
        status: 400,
        body: invalidData({ field: 'client_contact_id', message: 'is required by this company' }),
      });
      const response = await create(company, projectBody(company, { client_contact_id: company.contactId }));
      expect(response.status).toBe(201);
      expect(await projectsOf(service.database, company.companyId)).toHaveLength(1);
    });

    it('accepts only probabilities of the scale under is_probability_scale_enforced', async () => {
      const company = await createCompany(service.database, { is_probability_scale_enforced: true });
      const off = await create(company, projectBody(company, { probability: 51 }));
      expect({ status: off.status, body: off.body }).toEqual({
        status: 400,
        body: invalidData({ field: 'probability', message: 'must be one of: 0, 10, 25, 50, 75, 90, 100' }),
      });
      for (const probability of [0, 10, 25, 50, 75, 90, 100]) {
        expect((await create(company, projectBody(company, { probability }))).status).toBe(201);
      }
      expect(await projectsOf(service.database, company.companyId)).toHaveLength(7);
    });

    it('accepts a job order twice without is_job_order_unique', async () => {
      const company = await createCompany(service.database);
      expect((await create(company, projectBody(company, { job_order: 'jo' }))).status).toBe(201);
      expect((await create(company, projectBody(company, { job_order: 'jo' }))).status).toBe(201);
      expect(await projectsOf(service.database, company.companyId)).toHaveLength(2);
    });

    it('accepts a job order once under is_job_order_unique, and no job order any number of times', async () => {
      const company = await createCompany(service.database, { is_job_order_unique: true });
      expect((await create(company, projectBody(company, { job_order: 'jo' }))).status).toBe(201);
      const again = await create(company, projectBody(company, { job_order: 'jo' }));
      expect({ status: again.status, body: again.body }).toEqual({
        status: 400,
        body: invalidData({
          field: 'job_order',
          message: 'is the job order of another project, and this company wants each only once',
        }),
      });
      expect((await create(company, projectBody(company, { job_order: 'JO' }))).status).toBe(201);
      expect((await create(company, projectBody(company))).status).toBe(201);
      expect((await create(company, projectBody(company))).status).toBe(201);
      expect(await projectsOf(service.database, company.companyId)).toHaveLength(4);
    });

    it('creates one project of 32 that are sent with the same unique job order at once', async () => {
      const company = await createCompany(service.database, { is_job_order_unique: true });
      const responses = await Promise.all(
        Array.from({ length: 32 }, () => create(company, projectBody(company, { job_order: 'jo' }))),
      );
      const rejected = responses.filter(({ status }) => status !== 201);
      expect(rejected).toHaveLength(31);
      for (const { status, body } of rejected) {
        expect({ status, body }).toEqual({
          status: 400,
          body: invalidData({
            field: 'job_order',
            message: 'is the job order of another project, and this company wants each only once',
          }),
        });
      }
      expect(await projectsOf(service.database, company.companyId)).toHaveLength(1);
    });
  });
});
