import { type Permission } from '../../src/auth/permissions';
import { type ApiResponse, invalidData } from '../support/api';
import { useService } from '../support/app';
import { createCompany, createPerson, type TestUser, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { projectsOf } from '../support/queries';

const service = useService();

const forbidden = (message: string): object => ({ status: 403, body: { key: 'forbidden', message } });
const NEITHER =
  'You need the permission pipeline.create or pipeline.create_other, which your role does not have.';
const MISSING_OTHER =
  'You need the permission pipeline.create_other, which your role does not have: you are neither its PM (pm_id) nor its Account (account_id).';
const MISSING_OWN =
  'You need the permission pipeline.create, which your role does not have: you are its PM (pm_id) or its Account (account_id).';

async function setup(...permissions: Permission[]): Promise<{
  company: TestCompany;
  caller: TestUser;
  create(change: Record<string, unknown>): Promise<Pick<ApiResponse, 'status' | 'body'>>;
  stored(): Promise<number>;
}> {
  const company = await createCompany(service.database);
  const caller = await createPerson(service.database, company, permissions);
  return {
    company,
    caller,
    async create(change) {
      const { status, body } = await service.api
        .as(caller)
        .post('/api/projects', projectBody(company, change));
      return { status, body };
    },
    stored: async () => (await projectsOf(service.database, company.companyId)).length,
  };
}

describe('POST /api/projects, permissions', () => {
  describe('when the caller has pipeline.create only', () => {
    it('creates projects of which they are PM or Account', async () => {
      const { create, caller, company, stored } = await setup('pipeline.create');
      expect(await create({ pm_id: caller.personId })).toMatchObject({
        status: 201,
        body: { pm_id: caller.personId },
      });
      expect(await create({ pm_id: company.personId, account_id: caller.personId })).toMatchObject({
        status: 201,
        body: { pm_id: company.personId, account_id: caller.personId },
      });
      expect(await stored()).toBe(2);
    });

    it('is refused projects of others, by the name of the permission', async () => {
      const { create, company, stored } = await setup('pipeline.create');
      expect(await create({ pm_id: company.personId })).toEqual(forbidden(MISSING_OTHER));
      expect(await create({ pm_id: company.personId, account_id: company.personId })).toEqual(
        forbidden(MISSING_OTHER),
      );
      expect(await create({ pm_id: 999_999 })).toEqual(forbidden(MISSING_OTHER));
      expect(await stored()).toBe(0);
    });

    it('hears of its permission before it hears of other mistakes', async () => {
      const { create, company } = await setup('pipeline.create');
      expect(await create({ pm_id: company.personId, name: 1, colour: 'red' })).toEqual(
        forbidden(MISSING_OTHER),
      );
    });

    it.each([
      [
        'in quotes',
        { pm_id: '1' },
        { field: 'pm_id', message: 'must be an integer, not a number in quotes' },
      ],
      ['absent', { pm_id: undefined }, { field: 'pm_id', message: 'is required' }],
      ['not a number', { pm_id: [] }, { field: 'pm_id', message: 'must be an integer, not a list' }],
    ])('returns 400 when pm_id is unusable: %s', async (_, change, failure) => {
      const { create, stored } = await setup('pipeline.create');
      expect(await create(change)).toEqual({ status: 400, body: invalidData(failure) });
      expect(await stored()).toBe(0);
    });

    it('returns 400 when account_id is unusable and decides', async () => {
      const { create, company } = await setup('pipeline.create');
      expect(await create({ pm_id: company.personId, account_id: 'me' })).toEqual({
        status: 400,
        body: invalidData({ field: 'account_id', message: 'must be an integer, not a string' }),
      });
    });
  });

  describe('when the caller has pipeline.create_other only', () => {
    it('creates projects of others, and none of their own', async () => {
      const { create, caller, company, stored } = await setup('pipeline.create_other');
      expect(await create({ pm_id: company.personId })).toMatchObject({ status: 201 });
      expect(await create({ pm_id: caller.personId })).toEqual(forbidden(MISSING_OWN));
      expect(await create({ pm_id: company.personId, account_id: caller.personId })).toEqual(
        forbidden(MISSING_OWN),
      );
      expect(await create({ pm_id: 'x', account_id: caller.personId })).toEqual(forbidden(MISSING_OWN));
      expect(await stored()).toBe(1);
    });
  });

  describe('when the caller has both', () => {
    it('creates any project', async () => {
      const { create, caller, company, stored } = await setup('pipeline.create', 'pipeline.create_other');
      expect(await create({ pm_id: caller.personId })).toMatchObject({ status: 201 });
      expect(await create({ pm_id: company.personId })).toMatchObject({ status: 201 });
      expect(await stored()).toBe(2);
    });
  });

  describe('when the caller has neither', () => {
    it('is refused whatever the body says', async () => {
      const { create, caller, stored } = await setup(
        'pipeline.view',
        'pipeline.edit',
        'settings.company',
        'crm.edit',
      );
      const api = service.api.as(caller);
      expect(await create({ pm_id: caller.personId })).toEqual(forbidden(NEITHER));
      expect(await create({ pm_id: 'x' })).toEqual(forbidden(NEITHER));
      for (const body of ['', '[]', '{broken', 'null']) {
        const { status, body: response } = await api.post('/api/projects', body);
        expect({ status, body: response }).toEqual(forbidden(NEITHER));
      }
      expect(await stored()).toBe(0);
    });
  });

  describe('when the role changes', () => {
    it('is effective within a second', async () => {
      const { create, caller, company } = await setup('pipeline.create');
      expect(await create({ pm_id: company.personId })).toEqual(forbidden(MISSING_OTHER));
      await service.database.query(
        `update roles set permissions = '{pipeline.create_other}'
           from persons where persons.company_id = roles.company_id and persons.role_id = roles.id
            and persons.company_id = $1 and persons.id = $2`,
        [company.companyId, caller.personId],
      );
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect(await create({ pm_id: company.personId })).toMatchObject({ status: 201 });
    });
  });
});

describe('GET /api/projects/{id}, permissions', () => {
  it.each<[Permission[], number, number]>([
    [['pipeline.view'], 200, 403],
    [['pipeline.view_other'], 403, 200],
    [['pipeline.view', 'pipeline.view_other'], 200, 200],
    [['pipeline.create', 'pipeline.edit'], 403, 403],
  ])('%j: own %d, other %d', async (permissions, own, other) => {
    const company = await createCompany(service.database);
    const caller = await createPerson(service.database, company, permissions);
    const admin = service.api.as(company);
    const mine = await admin.post('/api/projects', projectBody(company, { account_id: caller.personId }));
    const theirs = await admin.post('/api/projects', projectBody(company));
    for (const [project, status] of [
      [mine, own],
      [theirs, other],
    ] as const) {
      const response = await service.api
        .as(caller)
        .get(`/api/projects/${(project.body as { id: number }).id}`);
      expect({ status: response.status, body: response.body }).toEqual({
        status,
        body:
          status === 200
            ? project.body
            : {
                key: 'forbidden',
                message: expect.stringMatching(/^You need the permission pipeline\.view/) as unknown,
              },
      });
    }
  });
});
