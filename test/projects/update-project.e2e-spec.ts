import { INSTANT } from '../support/api';
import { useService } from '../support/app';
import { EMPTY_FIELDS, respondedFields } from '../support/builders/project';
import { whileFailing } from '../support/failing';
import { countRows, projectsOf } from '../support/queries';
import { type Project, setupProject } from './update-project';

const service = useService();

describe('PATCH /api/projects/{id}', () => {
  describe('when fields are given', () => {
    it('changes these, keeps the others, and responds with what is stored', async () => {
      const { company, project, patch, read } = await setupProject(service);
      await service.database.query(
        'update job_order_categories set is_opportunity_status_tracking_enabled = true where company_id = $1',
        [company.companyId],
      );
      const metadata = `metadata_${company.metadataId}`;
      const response = await patch({
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
      expect(response).toEqual({
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
      expect(await read()).toEqual(response.body);
      expect((response.body as Project).updated_at >= project.updated_at).toBe(true);
      expect(await countRows(service.database, 'project_metadata_values', company.companyId)).toBe(1);
    });

    it('clears what may be empty with null', async () => {
      const { company, project, patch, read } = await setupProject(service);
      const metadata = `metadata_${company.metadataId}`;
      const kept = Object.entries(project).filter(([key]) => key !== metadata && !(key in EMPTY_FIELDS));
      const response = await patch({ ...EMPTY_FIELDS, [metadata]: null });
      expect(response).toEqual({
        status: 200,
        body: { ...Object.fromEntries(kept), ...respondedFields(EMPTY_FIELDS), updated_at: INSTANT },
      });
      expect(await read()).toEqual(response.body);
      expect(await countRows(service.database, 'project_metadata_values', company.companyId)).toBe(0);
    });

    it('changes nothing, not even updated_at, when nothing differs', async () => {
      const { project, patch, read } = await setupProject(service);
      for (const body of [{}, { name: project.name, start_date: '2024-01-20', value: 1.5 }]) {
        expect(await patch(body)).toEqual({ status: 200, body: project });
      }
      expect(await read()).toEqual(project);
    });

    it('accepts the start month as date_start', async () => {
      const { patch } = await setupProject(service);
      expect(await patch({ date_start: '2025-02-28' })).toMatchObject({
        status: 200,
        body: { date_start: '2025-02-01' },
      });
    });

    it('keeps references to deleted rows that the change does not touch', async () => {
      const { company, patch } = await setupProject(service);
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

  describe('when there is no such project', () => {
    it('responds with the same 404 for a project of another company, a deleted one and none', async () => {
      const { company, project } = await setupProject(service);
      const foreign = await setupProject(service);
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

  it('keeps every change of several at once', async () => {
    const { company, patch, read } = await setupProject(service);
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

  it('changes nothing when a later statement fails', async () => {
    const { company, project, patch, read } = await setupProject(service);
    const response = await whileFailing(service.database, 'project_metadata_values', async () =>
      patch({ name: 'Half', [`metadata_${company.metadataId}`]: 'Finance' }),
    );
    expect(response).toMatchObject({ status: 500, body: { key: 'internal_error' } });
    expect(await read()).toEqual(project);
  });
});
