import { type Caller } from '../../src/auth/caller';
import { type Permission } from '../../src/auth/permissions';
import { ProjectsService } from '../../src/projects/projects.service';
import { useService } from '../support/app';
import { createCompany, createPerson, type TestUser, type TestCompany } from '../support/builders/company';
import { createManyProjects } from '../support/builders/many-projects';
import { nodesOf, type Plan, plansOf } from '../support/plans';

const service = useService();
let company: TestCompany;

beforeAll(async () => {
  company = await createCompany(service.database);
  await createManyProjects(service.database, company, 50_000);
}, 60_000);

/** The plans of the statements on projects that a list sends. */
async function plansOfList(
  caller: TestUser,
  path: string,
  options?: Parameters<typeof plansOf>[3],
): Promise<Plan[]> {
  const get = async (): Promise<void> => {
    const { status } = await service.api.as(caller).get(path);
    expect(status).toBe(200);
  };
  return plansOf(service.database, 'projects', get, options);
}

const QUERIES = [
  '',
  'after=40000',
  'offset=1000',
  'limit=1',
  'deleted=include',
  'deleted=only',
  'deleted=only&deleted_at=gt:2025-01-01',
  'deleted=include&deleted_at=2025-01-01',
  'probability=50',
  'probability=gte:99',
  'probability=in:1,2,3',
  'probability=neq:50',
  'date_start=2016-01-01',
  'date_start=gte:2024-01-01',
  'date_start=bt:2016-01-01,2016-03-01',
  'project_stage_id=STAGE',
  'project_stage_id=nin:STAGE',
  'updated_at=gte:2020-02-04T17:00:00Z',
  'updated_at=2020-01-15',
  'updated_at=lt:2020-01-02',
  'updated_at=gte:2019-01-01',
  'external_id=D-4711',
  'external_id=in:D-1,D-2',
  'external_source=crm&external_id=D-4711',
  'external_source=crm',
  'external_source=neq:crm',
  'probability=50&date_start=gte:2020-01-01&updated_at=gte:2020-01-10',
];

describe('the lists of projects in a company with many', () => {
  it.each(QUERIES)('use an index: %s', async (query) => {
    const [plan, ...others] = await plansOfList(
      company,
      `/api/projects?${query.replace('STAGE', String(company.stageId))}`,
    );
    expect(others).toEqual([]);
    const onProjects = nodesOf(plan!).filter(
      (node) => node['Relation Name'] === 'projects' || node['Index Name'],
    );
    expect(onProjects.length).toBeGreaterThan(0);
    expect(onProjects.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
  });

  it.each<[Permission[]]>([[['pipeline.view']], [['pipeline.view_other']]])(
    'use an index for what one may see, too: %j',
    async (permissions) => {
      const caller = await createPerson(service.database, company, permissions);
      for (const query of ['', 'probability=50', 'updated_at=gte:2020-02-04T17:00:00Z']) {
        const [plan] = await plansOfList(caller, `/api/projects?${query}`);
        expect(nodesOf(plan!).filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
      }
      const [plan] = await plansOfList(caller, '/api/timesheet-whitelists');
      const scanned = nodesOf(plan!).filter((node) => node['Relation Name'] === 'projects');
      expect(scanned.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
    },
  );

  it.each(QUERIES.filter((query) => !/limit|offset/.test(query)))(
    'make the JSON of no row that an offset skips: %s',
    async (query) => {
      const path = `/api/projects?limit=10&offset=30&${query.replace('STAGE', String(company.stageId))}`;
      const [plan] = await plansOfList(company, path, ['analyze']);
      // The ids are chosen first, in a plan of their own.
      const outer = nodesOf(plan!, (node) => node['Parent Relationship'] !== 'InitPlan');
      const rows = outer.map((node) => node['Actual Rows']! * node['Actual Loops']!);
      expect(Math.max(...rows)).toBeLessThanOrEqual(10);
    },
  );
});

describe('the ids of a page at an offset in a company with many', () => {
  it.each<[string, Permission[]]>([
    ['of one who sees all projects', ['pipeline.view', 'pipeline.view_other']],
    ['of one who sees own projects', ['pipeline.view']],
  ])('come from an index alone: %s', async (_, permissions) => {
    // PostgreSQL takes a row from an index alone if it knows that everybody sees it.
    await service.database.query('vacuum projects');
    const { companyId, personId } = company;
    const caller = { companyId, personId, permissions: new Set(permissions) } as unknown as Caller;
    const list = async (): Promise<unknown> =>
      service.app.get(ProjectsService).list(caller, { limit: 10, offset: 40_000 });
    const [plan] = await plansOf(service.database, 'projects', list);
    const [limit] = nodesOf(plan!).filter((node) => node['Node Type'] === 'Limit');
    expect(limit!.Plans).toMatchObject([
      { 'Node Type': 'Index Only Scan', 'Index Name': 'ix_projects_page' },
    ]);
  });
});

describe('the first page of a sync in a company with many', () => {
  // See createManyProjects: each project changed a minute after the one before.
  const minute = (number: number): string => new Date(Date.UTC(2020, 0, 1) + number * 60_000).toISOString();

  it.each([
    ['a few', `gt:${minute(49_950)}`, '> $2', minute(49_950)],
    ['the newest tenth', `gte:${minute(45_000)}`, '>= $2', minute(45_000)],
    ['the newest half', `gt:${minute(25_000)}`, '> $2', minute(25_000)],
    ['all', `gte:${minute(0)}`, '>= $2', minute(0)],
    ['none', `gt:${minute(60_000)}`, '> $2', minute(60_000)],
  ])('has the lowest ids of what changed: %s', async (_, filter, comparison, since) => {
    for (const after of [0, 20_000, 49_990]) {
      const expected = await service.database.query<{ id: number }>(
        `select id from projects
          where company_id = $1 and deleted_at is null and updated_at ${comparison}::timestamptz and id > $3
          order by id limit 100`,
        [company.companyId, since, after],
      );
      const { body } = await service.api
        .as(company)
        .get(`/api/projects?updated_at=${filter}${after > 0 ? `&after=${after}` : ''}`);
      expect((body as { id: number }[]).map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    }
  });

  it('has what changed in a range in the middle, and what changed on a day', async () => {
    for (const [filter, from, to] of [
      [`bt:${minute(30_000)},${minute(33_000)}`, minute(30_000), minute(33_000)],
      ['2020-01-20', '2020-01-20T00:00:00Z', '2020-01-20T23:59:59.999Z'],
    ] as const) {
      const expected = await service.database.query<{ id: number }>(
        `select id from projects where company_id = $1 and deleted_at is null
            and updated_at between $2::timestamptz and $3::timestamptz order by id limit 100`,
        [company.companyId, from, to],
      );
      const { body } = await service.api.as(company).get(`/api/projects?updated_at=${filter}`);
      expect((body as { id: number }[]).map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
      expect(expected.length).toBe(100);
    }
  });
});
