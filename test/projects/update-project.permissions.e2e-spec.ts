import { type Permission } from '../../src/auth/permissions';
import { type ApiResponse } from '../support/api';
import { useService } from '../support/app';
import { createCompany, createPerson } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { type Project, setupProject } from './update-project';

const service = useService();

/** The 403 of a caller without the permission. */
const missingPermission = (permission: string, whose: string): object => ({
  status: 403,
  body: {
    key: 'forbidden',
    message: `You need the permission ${permission}, which your role does not have${whose}`,
  },
});

describe('PATCH /api/projects/{id}', () => {
  describe('when permissions decide', () => {
    const OWN = ': you are its PM (pm_id) or its Account (account_id).';
    const OTHER = ': you are neither its PM (pm_id) nor its Account (account_id).';

    it.each<[Permission[], object, object]>([
      [['pipeline.edit'], { status: 200 }, missingPermission('pipeline.edit_other', OTHER)],
      [['pipeline.edit_other'], missingPermission('pipeline.edit', OWN), { status: 200 }],
      [['pipeline.edit', 'pipeline.edit_other'], { status: 200 }, { status: 200 }],
    ])(
      'reads the PM and the Account from the stored project, not from the body: %j',
      async (permissions, own, other) => {
        const company = await createCompany(service.database);
        const caller = await createPerson(service.database, company, permissions);
        const admin = service.api.as(company);
        const mine = await admin.post('/api/projects', projectBody(company, { account_id: caller.personId }));
        const theirs = await admin.post('/api/projects', projectBody(company));
        const patch = async (project: ApiResponse, body: object): Promise<object> => {
          const path = `/api/projects/${(project.body as Project).id}`;
          const response = await service.api.as(caller).send('PATCH', path, { body });
          return { status: response.status, body: response.body };
        };
        // The body has a PM and an Account of the other kind.
        expect(
          await patch(theirs, { name: 'x', account_id: caller.personId, pm_id: caller.personId }),
        ).toMatchObject(other);
        expect(await patch(mine, { name: 'x', pm_id: company.personId, account_id: null })).toMatchObject(
          own,
        );
      },
    );

    it('responds with 403 before it validates the body, and changes nothing', async () => {
      const { company, project, read } = await setupProject(service);
      const caller = await createPerson(service.database, company, ['pipeline.edit']);
      const response = await service.api
        .as(caller)
        .send('PATCH', `/api/projects/${project.id}`, { body: { name: 1, colour: 'red' } });
      expect({ status: response.status, body: response.body }).toEqual(
        missingPermission('pipeline.edit_other', OTHER),
      );
      expect(await read()).toEqual(project);
    });

    it('requires pipeline.job_order when the job order changes, and only then', async () => {
      const { company, project, read } = await setupProject(service);
      const caller = await createPerson(service.database, company, ['pipeline.edit', 'pipeline.edit_other']);
      const patch = async (body: object): Promise<object> => {
        const response = await service.api.as(caller).send('PATCH', `/api/projects/${project.id}`, { body });
        return { status: response.status, body: response.body };
      };
      expect(await patch({ job_order: 'new', name: 'x' })).toEqual(
        missingPermission('pipeline.job_order', ', to change job_order.'),
      );
      expect(await patch({ job_order: null })).toEqual(
        missingPermission('pipeline.job_order', ', to change job_order.'),
      );
      expect(await read()).toEqual(project);
      expect(await patch({ job_order: 'jo_001', name: 'x' })).toMatchObject({
        status: 200,
        body: { name: 'x' },
      });
    });

    it('accepts another PM from the PM, who then may not change it', async () => {
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
});
