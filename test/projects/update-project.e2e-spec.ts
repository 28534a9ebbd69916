import { type Permission } from '../../src/auth/permissions';
import { type Answer, INSTANT, invalidData } from '../support/api';
import { useService } from '../support/app';
import {
  addOptions,
  type CompanySettings,
  createCompany,
  createContact,
  createPerson,
  insert,
  type TestCompany,
} from '../support/builders/company';
import { projectBody, wholeProjectBody } from '../support/builders/project';
import { countRows, projectsOf } from '../support/look';

const service = useService();

type Project = Record<string, unknown> & { id: number; updated_at: string };

interface Setup {
  readonly company: TestCompany;
  readonly project: Project;
  patch(body: unknown): Promise<Pick<Answer, 'status' | 'body'>>;
  read(): Promise<Project>;
}

async function setup(
  settings: CompanySettings = {},
  body?: (company: TestCompany) => object,
): Promise<Setup> {
  const company = await createCompany(service.database, settings);
  const api = service.api.as(company);
  const created = await api.post('/api/projects', body?.(company) ?? wholeProjectBody(company));
  const project = created.body as Project;
  return {
    company,
    project,
    async patch(change) {
      const answer = await api.send('PATCH', `/api/projects/${project.id}`, { body: change });
      return { status: answer.status, body: answer.body };
    },
    read: async () => (await api.get(`/api/projects/${project.id}`)).body as Project,
  };
}

const refused = (...failures: { field: string; message: string }[]): object => ({
  status: 400,
  body: invalidData(...failures),
});

describe('PATCH /api/projects/{id}', () => {
  describe('when fields are given', () => {
    it('changes these, keeps the others, and answers what is stored', async () => {
      const { company, project, patch, read } = await setup();
      await service.database.query(
        'update job_order_categories set is_opportunity_status_tracking_enabled = true where company_id = $1',
        [company.companyId],
      );
      const metadata = `metadata_${company.metadataId}`;
      const answer = await patch({
        name: 'Renamed',
        value: 2.25,
        start_date: '2025-03-31',
        project_stage_id: company.stageId,
        is_timesheet_whitelist_enabled: true,
        risk: 'high',
        won_lost_feedback: 'Too dear',
        reason_why_id: 7,
        [metadata]: 'Finance',
      });
      const { [metadata]: _, ...fixed } = project;
      expect(answer).toEqual({
        status: 200,
        body: {
          ...fixed,
          updated_at: INSTANT,
          name: 'Renamed',
          value: 2.25,
          date_start: '2025-03-01',
          project_stage_id: company.stageId,
          is_timesheet_whitelist_enabled: true,
          reason_why_id: 7,
          [metadata]: 'Finance',
          risk: 'high',
          won_lost_feedback: 'Too dear',
        },
      });
      expect(await read()).toEqual(answer.body);
      expect((answer.body as Project).updated_at >= project.updated_at).toBe(true);
      expect(await countRows(service.database, 'project_metadata_values', company.companyId)).toBe(1);
    });

    it('clears what may be empty with null', async () => {
      const { company, project, patch, read } = await setup();
      const metadata = `metadata_${company.metadataId}`;
      const { [metadata]: _, ...rest } = project;
      const cleared = {
        client_contact_id: null,
        purchase_order: null,
        account_id: null,
        project_type_id: null,
        job_order: null,
        due_date: null,
        signed_on: null,
        business_unit_id: null,
      };
      const answer = await patch({ ...cleared, external_cost_percentage: null, [metadata]: null });
      expect(answer).toEqual({
        status: 200,
        body: { ...rest, ...cleared, external_cost_percentage: 0, updated_at: INSTANT },
      });
      expect(await read()).toEqual(answer.body);
      expect(await countRows(service.database, 'project_metadata_values', company.companyId)).toBe(0);
    });

    it('changes nothing, not even updated_at, when nothing differs', async () => {
      const { project, patch, read } = await setup();
      for (const body of [{}, { name: project.name, start_date: '2024-01-20', value: 1.5 }]) {
        expect(await patch(body)).toEqual({ status: 200, body: project });
      }
      expect(await read()).toEqual(project);
    });

    it('takes the name of the answer for the start month, too', async () => {
      const { patch } = await setup();
      expect(await patch({ date_start: '2025-02-28' })).toMatchObject({
        status: 200,
        body: { date_start: '2025-02-01' },
      });
    });

    it('keeps references that have gone since, as long as they stay as they are', async () => {
      const { company, patch } = await setup();
      for (const table of ['clients', 'client_contacts', 'job_order_categories']) {
        await service.database.query(`update ${table} set deleted_at = now() where company_id = $1`, [
          company.companyId,
        ]);
      }
      expect(await patch({ name: 'Still there', client_id: company.clientId })).toMatchObject({
        status: 200,
        body: { name: 'Still there' },
      });
    });
  });

  describe('when fields are wrong', () => {
    it('answers all that is wrong at once and changes nothing', async () => {
      const { company, project, patch, read } = await setup();
      const nobody = 999_999_999;
      expect(
        await patch({
          name: null,
          value: '2',
          probability: 101,
          client_id: nobody,
          pm_id: nobody,
          account_id: nobody,
          job_order_category_id: nobody,
          project_type_id: nobody,
          business_unit_id: nobody,
          project_stage_id: nobody,
          risk: 'none',
          is_timesheet_whitelist_enabled: null,
          is_archived: true,
          colour: 'red',
          [`metadata_${company.metadataId}`]: 'Farming',
        }),
      ).toEqual(
        refused(
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
    ])('does not clear what is required: %s', async (field) => {
      const { patch } = await setup();
      expect(await patch({ [field]: null })).toEqual(refused({ field, message: 'must not be null' }));
    });

    it('refuses a client whose contact is another one’s, and takes both together', async () => {
      const { company, patch } = await setup();
      const client = { company_id: company.companyId, corporate_name: 'Other', acronym: 'OTH' };
      const clientId = await insert(service.database, 'clients', client);
      const contactId = await createContact(service.database, company.companyId, clientId);
      expect(await patch({ client_id: clientId })).toEqual(
        refused({ field: 'client_contact_id', message: 'is not a contact of that client' }),
      );
      expect(await patch({ client_id: clientId, client_contact_id: contactId })).toMatchObject({
        status: 200,
        body: { client_id: clientId, client_contact_id: contactId },
      });
      expect(await patch({ client_contact_id: company.contactId })).toEqual(
        refused({ field: 'client_contact_id', message: 'is not a contact of that client' }),
      );
    });

    it('refuses metadata that the company does not have, and null for a required one', async () => {
      const { company, project, patch, read } = await setup();
      await service.database.query('update project_metadata set is_required = true where company_id = $1', [
        company.companyId,
      ]);
      expect(await patch({ [`metadata_${company.metadataId}`]: null, metadata_999999: null })).toEqual(
        refused(
          {
            field: 'metadata_999999',
            message: 'is not a project metadata of this company: GET /api/project-metadata lists them',
          },
          { field: `metadata_${company.metadataId}`, message: 'is required by this company' },
        ),
      );
      expect(await read()).toEqual(project);
      // A required metadata that the project never had does not stand in the way of another change.
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

    it('keeps to the settings of the company where the change touches them', async () => {
      const { company, patch } = await setup({
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
        refused(
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

    it('needs a category that tracks stages, before and after', async () => {
      const { company, patch } = await setup();
      const tracking = await insert(service.database, 'job_order_categories', {
        company_id: company.companyId,
        name: 'Opportunities',
        is_opportunity_status_tracking_enabled: true,
      });
      expect(await patch({ project_stage_id: company.stageId })).toEqual(
        refused({ field: 'project_stage_id', message: NEEDS }),
      );
      expect(
        await patch({ project_stage_id: company.stageId, job_order_category_id: tracking }),
      ).toMatchObject({
        status: 200,
        body: { project_stage_id: company.stageId, job_order_category_id: tracking },
      });
      expect(await patch({ job_order_category_id: company.categoryId })).toEqual(
        refused({
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

  describe('when permissions decide', () => {
    const missing = (permission: string, whose: string): object => ({
      status: 403,
      body: {
        key: 'forbidden',
        message: `You need the permission ${permission}, which your role does not have${whose}`,
      },
    });
    const OWN = ': you are its PM (pm_id) or its Account (account_id).';
    const OTHER = ': you are neither its PM (pm_id) nor its Account (account_id).';

    it.each<[Permission[], object, object]>([
      [['pipeline.edit'], { status: 200 }, missing('pipeline.edit_other', OTHER)],
      [['pipeline.edit_other'], missing('pipeline.edit', OWN), { status: 200 }],
      [['pipeline.edit', 'pipeline.edit_other'], { status: 200 }, { status: 200 }],
    ])('asks the stored project whose it is: %j', async (permissions, own, other) => {
      const company = await createCompany(service.database);
      const caller = await createPerson(service.database, company, permissions);
      const admin = service.api.as(company);
      const mine = await admin.post('/api/projects', projectBody(company, { account_id: caller.personId }));
      const theirs = await admin.post('/api/projects', projectBody(company));
      const patch = async (project: Answer, body: object): Promise<object> => {
        const path = `/api/projects/${(project.body as Project).id}`;
        const answer = await service.api.as(caller).send('PATCH', path, { body });
        return { status: answer.status, body: answer.body };
      };
      // The body says that the project is of the other kind: that must not matter.
      expect(
        await patch(theirs, { name: 'x', account_id: caller.personId, pm_id: caller.personId }),
      ).toMatchObject(other);
      expect(await patch(mine, { name: 'x', pm_id: company.personId, account_id: null })).toMatchObject(own);
    });

    it('refuses before it looks at the body, and nothing is changed', async () => {
      const { company, project, read } = await setup();
      const caller = await createPerson(service.database, company, ['pipeline.edit']);
      const answer = await service.api
        .as(caller)
        .send('PATCH', `/api/projects/${project.id}`, { body: { name: 1, colour: 'red' } });
      expect({ status: answer.status, body: answer.body }).toEqual(missing('pipeline.edit_other', OTHER));
      expect(await read()).toEqual(project);
    });

    it('asks for pipeline.job_order when the job order changes, and only then', async () => {
      const { company, project, read } = await setup();
      const caller = await createPerson(service.database, company, ['pipeline.edit', 'pipeline.edit_other']);
      const patch = async (body: object): Promise<object> => {
        const answer = await service.api.as(caller).send('PATCH', `/api/projects/${project.id}`, { body });
        return { status: answer.status, body: answer.body };
      };
      expect(await patch({ job_order: 'new', name: 'x' })).toEqual(
        missing('pipeline.job_order', ', to change job_order.'),
      );
      expect(await patch({ job_order: null })).toEqual(
        missing('pipeline.job_order', ', to change job_order.'),
      );
      expect(await read()).toEqual(project);
      expect(await patch({ job_order: 'jo_001', name: 'x' })).toMatchObject({
        status: 200,
        body: { name: 'x' },
      });
    });

    it('lets the PM hand the project over', async () => {
      const company = await createCompany(service.database);
      const pm = await createPerson(service.database, company, [
        'pipeline.create',
        'pipeline.edit',
        'pipeline.view',
      ]);
      const api = service.api.as(pm);
      const { body } = await api.post('/api/projects', projectBody(company, { pm_id: pm.personId }));
      const path = `/api/projects/${(body as Project).id}`;
      expect((await api.send('PATCH', path, { body: { pm_id: company.personId } })).body).toMatchObject({
        pm_id: company.personId,
      });
      expect((await api.send('PATCH', path, { body: { name: 'x' } })).body).toMatchObject({
        key: 'forbidden',
      });
    });
  });

  describe('when there is no such project', () => {
    it('answers 404 alike to one of another company, a deleted one and none', async () => {
      const { company, project } = await setup();
      const foreign = await setup();
      await service.api.as(company).send('DELETE', `/api/projects/${project.id}`);
      for (const id of [foreign.project.id, project.id, 999_999_999]) {
        const { status, body } = await service.api
          .as(company)
          .send('PATCH', `/api/projects/${id}`, { body: { name: '' } });
        expect({ status, body }).toEqual({
          status: 404,
          body: { key: 'not_found', message: `There is no project ${id} in this company.` },
        });
      }
      expect(await foreign.read()).toEqual(foreign.project);
    });
  });

  it('loses no change when many change it at once', async () => {
    const { company, patch, read } = await setup();
    const changes = ['name', 'purchase_order', 'job_order'].map(async (field) =>
      patch({ [field]: `${field} changed` }),
    );
    for (const { status } of await Promise.all(changes)) expect(status).toBe(200);
    expect(await read()).toMatchObject({
      name: 'name changed',
      purchase_order: 'purchase_order changed',
      job_order: 'job_order changed',
    });
    expect(await projectsOf(service.database, company.companyId)).toHaveLength(1);
  });

  it('leaves nothing half-changed when it fails in the middle', async () => {
    const { company, project, patch, read } = await setup();
    await service.database.query(`
      create function fail() returns trigger language plpgsql as $$ begin raise exception 'injected'; end $$;
      create trigger fail after update on project_metadata_values for each row execute function fail();
    `);
    const answer = await patch({ name: 'Half', [`metadata_${company.metadataId}`]: 'Finance' });
    await service.database.query('drop trigger fail on project_metadata_values; drop function fail()');
    expect(answer).toMatchObject({ status: 500, body: { key: 'internal_error' } });
    expect(await read()).toEqual(project);
  });
});
