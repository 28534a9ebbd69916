import { useService } from '../support/app';
import { addOptions, createContact, insert } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { rejected, setupProject } from './update-project';

const service = useService();

describe('PATCH /api/projects/{id}', () => {
  describe('when fields are wrong', () => {
    it('reports all that is wrong at once, and changes nothing', async () => {
      const { company, project, patch, read } = await setupProject(service);
      const missing = 999_999_999;
      expect(
        await patch({
          name: null,
          value: '2',
          probability: 101,
          client_id: missing,
          pm_id: missing,
          account_id: missing,
          job_order_category_id: missing,
          project_type_id: missing,
          business_unit_id: missing,
          project_stage_id: missing,
          risk: 'none',
          is_timesheet_whitelist_enabled: null,
          is_archived: true,
          colour: 'red',
          [`metadata_${company.metadataId}`]: 'Farming',
        }),
      ).toEqual(
        rejected(
          { field: 'name', message: 'must not be null' },
          { field: 'value', message: 'must be a number, not a number in quotes' },
          { field: 'probability', message: 'must be from 0 to 100' },
          { field: 'is_timesheet_whitelist_enabled', message: 'must not be null' },
          { field: 'risk', message: 'must be one of: low, medium, high' },
          { field: 'colour', message: 'is not a field of a project' },
          {
            field: 'is_archived',
            message: 'is read-only: archive the project with POST /api/projects/{id}:archive',
          },
          { field: 'client_id', message: 'is not a client of this company' },
          { field: 'client_contact_id', message: 'is not a contact of that client' },
          { field: 'pm_id', message: 'is not a person of this company, or is archived' },
          { field: 'account_id', message: 'is not a person of this company, or is archived' },
          { field: 'job_order_category_id', message: 'is not a job order category of this company' },
          { field: 'project_type_id', message: 'is not a project type of this company' },
          { field: 'business_unit_id', message: 'is not a business unit of this company' },
          { field: 'project_stage_id', message: 'is not a project stage of this company' },
          { field: `metadata_${company.metadataId}`, message: 'must be one of: IT, Finance' },
        ),
      );
      expect(await read()).toEqual(project);
    });

    it.each([
      'name',
      'client_id',
      'pm_id',
      'job_order_category_id',
      'value',
      'probability',
      'start_date',
      'duration',
    ])('rejects null for a required field: %s', async (field) => {
      const { patch } = await setupProject(service);
      expect(await patch({ [field]: null })).toEqual(rejected({ field, message: 'must not be null' }));
    });

    it('rejects a client without its contact, and accepts both together', async () => {
      const { company, patch } = await setupProject(service);
      const client = { company_id: company.companyId, corporate_name: 'Other', acronym: 'OTH' };
      const clientId = await insert(service.database, 'clients', client);
      const contactId = await createContact(service.database, company.companyId, clientId);
      expect(await patch({ client_id: clientId })).toEqual(
        rejected({ field: 'client_contact_id', message: 'is not a contact of that client' }),
      );
      expect(await patch({ client_id: clientId, client_contact_id: contactId })).toMatchObject({
        status: 200,
        body: { client_id: clientId, client_contact_id: contactId },
      });
      expect(await patch({ client_contact_id: company.contactId })).toEqual(
        rejected({ field: 'client_contact_id', message: 'is not a contact of that client' }),
      );
    });

    it('rejects metadata that the company does not have, and null for a required one', async () => {
      const { company, project, patch, read } = await setupProject(service);
      await service.database.query('update project_metadata set is_required = true where company_id = $1', [
        company.companyId,
      ]);
      expect(await patch({ [`metadata_${company.metadataId}`]: null, metadata_999999: null })).toEqual(
        rejected(
          {
            field: 'metadata_999999',
            message: 'is not a project metadata of this company: GET /api/project-metadata lists them',
          },
          { field: `metadata_${company.metadataId}`, message: 'is required by this company' },
        ),
      );
      expect(await read()).toEqual(project);
      // A required metadata that the project never had does not prevent another change.
      const other = await insert(service.database, 'project_metadata', {
        company_id: company.companyId,
        key: 'Later',
        is_required: true,
      });
      await addOptions(service.database, company.companyId, other, ['A']);
      expect(await patch({ name: 'Renamed' })).toMatchObject({ status: 200, body: { name: 'Renamed' } });
      expect(await patch({ [`metadata_${other}`]: 'A' })).toMatchObject({
        status: 200,
        body: { [`metadata_${other}`]: 'A' },
      });
    });

    it('follows the settings of the company in the fields that it changes', async () => {
      const { company, patch } = await setupProject(service, {
        is_client_contact_required: true,
        is_job_order_unique: true,
        is_probability_scale_enforced: true,
      });
      await service.api
        .as(company)
        .post(
          '/api/projects',
          projectBody(company, { client_contact_id: company.contactId, job_order: 'taken' }),
        );
      expect(await patch({ client_contact_id: null, job_order: 'taken', probability: 33 })).toEqual(
        rejected(
          { field: 'client_contact_id', message: 'is required by this company' },
          {
            field: 'job_order',
            message: 'is the job order of another project, and this company wants each only once',
          },
          { field: 'probability', message: 'must be one of: 0, 10, 25, 50, 75, 90, 100' },
        ),
      );
      expect(await patch({ job_order: 'free', probability: 75 })).toMatchObject({
        status: 200,
        body: { job_order: 'free', probability: 75 },
      });
    });
  });

  describe('when a stage is set', () => {
    const NEEDS = 'needs a job order category with is_opportunity_status_tracking_enabled';

    it('requires a category that tracks stages, before and after', async () => {
      const { company, patch } = await setupProject(service);
      const tracking = await insert(service.database, 'job_order_categories', {
        company_id: company.companyId,
        name: 'Opportunities',
        is_opportunity_status_tracking_enabled: true,
      });
      expect(await patch({ project_stage_id: company.stageId })).toEqual(
        rejected({ field: 'project_stage_id', message: NEEDS }),
      );
      expect(
        await patch({ project_stage_id: company.stageId, job_order_category_id: tracking }),
      ).toMatchObject({
        status: 200,
        body: { project_stage_id: company.stageId, job_order_category_id: tracking },
      });
      expect(await patch({ job_order_category_id: company.categoryId })).toEqual(
        rejected({
          field: 'job_order_category_id',
          message: 'must have is_opportunity_status_tracking_enabled, because the project has a stage',
        }),
      );
      expect(
        await patch({ job_order_category_id: company.categoryId, project_stage_id: null }),
      ).toMatchObject({
        status: 200,
        body: { project_stage_id: null, job_order_category_id: company.categoryId },
      });
    });
  });
});
