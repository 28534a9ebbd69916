import { type Permission } from '../../src/auth/permissions';
import { invalidData } from '../support/api';
import { useService } from '../support/app';
import { createCompany, createPerson, type TestCompany } from '../support/builders/company';
import { projectBody, wholeProjectBody } from '../support/builders/project';
import { sentStatements } from '../support/sent-statements';

const service = useService();

/** Five projects: probabilities 0, 25, 50, 75, 100; start months from January 2024 on; changed on five days; the last deleted. */
async function setup(): Promise<{ company: TestCompany; ids: number[] }> {
  const company = await createCompany(service.database);
  const ids: number[] = [];
  for (const [index, probability] of [0, 25, 50, 75, 100].entries()) {
    const body = projectBody(company, { probability, start_date: `2024-0${index + 1}-10` });
    ids.push(((await service.api.as(company).post('/api/projects', body)).body as { id: number }).id);
    await service.database.query(
      `update projects set updated_at = $3, project_stage_id = $4, deleted_at = $5 where company_id = $1 and id = $2`,
      [
        company.companyId,
        ids[index],
        `2025-02-1${index + 1}T09:26:18.797Z`,
        index < 2 ? company.stageId : null,
        index === 4 ? '2025-02-20T08:00:00Z' : null,
      ],
    );
  }
  return { company, ids };
}

describe('GET /api/projects', () => {
  it('answers whole projects, as GET of each does, by ascending id', async () => {
    const company = await createCompany(service.database);
    const api = service.api.as(company);
    const projects = [
      (await api.post('/api/projects', wholeProjectBody(company))).body,
      (await api.post('/api/projects', projectBody(company))).body,
    ];
    const { status, body, headers } = await api.get('/api/projects');
    expect({ status, body }).toEqual({ status: 200, body: projects });
    expect(Object.keys((body as object[])[0]!)).toEqual(Object.keys(projects[0] as object));
    expect(headers.has('link')).toBe(false);
  });

  it.each(['ASCII', 'Caffè', 'Ÿ Œuvre', '日本語', 'Ready 😀'])('has texts as they are: %s', async (name) => {
    const company = await createCompany(service.database);
    const api = service.api.as(company);
    await api.post('/api/projects', projectBody(company, { name }));
    const { body, text, headers } = await api.get('/api/projects');
    expect(body).toEqual([expect.objectContaining({ name })]);
    expect(headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
  });

  describe('when it is filtered', () => {
    it.each<[string, number[]]>([
      ['', [0, 1, 2, 3]],
      ['probability=50', [2]],
      ['probability=eq:50', [2]],
      ['probability=neq:50', [0, 1, 3]],
      ['probability=notEq:50', [0, 1, 3]],
      ['probability=gt:50', [3]],
      ['probability=gte:50', [2, 3]],
      ['probability=lt:50', [0, 1]],
      ['probability=lte:50', [0, 1, 2]],
      ['probability=in:0,75', [0, 3]],
      ['probability=nin:0,75', [1, 2]],
      ['probability=notIn:0,75', [1, 2]],
      ['probability=bt:25,50', [1, 2]],
      ['date_start=2024-02-01', [1]],
      ['date_start=gte:2024-02-02', [2, 3]],
      ['date_start=bt:2024-01-01,2024-02-01', [0, 1]],
      ['project_stage_id=STAGE', [0, 1]],
      ['project_stage_id=neq:STAGE', [2, 3]],
      ['updated_at=2025-02-12', [1]],
      ['updated_at=gt:2025-02-12T09:26:18.797Z', [2, 3]],
      ['updated_at=gte:2025-02-12T09:26:18.797Z&probability=lt:75', [1, 2]],
      ['deleted=include', [0, 1, 2, 3, 4]],
      ['deleted=only', [4]],
      ['deleted=exclude', [0, 1, 2, 3]],
      ['deleted=only&deleted_at=2025-02-20', [4]],
      ['deleted=only&deleted_at=gt:2025-02-20', []],
      ['deleted=include&deleted_at=lt:2025-02-21', [4]],
      ['deleted_at=2025-02-20', []],
      ['limit=2', [0, 1]],
      ['limit=2&offset=1', [1, 2]],
      ['limit=2&offset=3', [3]],
      ['offset=4', []],
    ])('answers %s', async (query, expected) => {
      const { company, ids } = await setup();
      const { status, body } = await service.api
        .as(company)
        .get(`/api/projects?${query.replace('STAGE', String(company.stageId))}`);
      expect({ status, ids: (body as { id: number }[]).map(({ id }) => id) }).toEqual({
        status: 200,
        ids: expected.map((index) => ids[index]),
      });
    });

    it('names every parameter that is wrong', async () => {
      const company = await createCompany(service.database);
      const { status, body } = await service.api
        .as(company)
        .get('/api/projects?limit=0&probability=high&date_start=eq:2024&deleted=all&client_id=1');
      expect({ status, body }).toEqual({
        status: 400,
        body: invalidData(
          { field: 'limit', message: 'must be from 1 to 100' },
          { field: 'deleted', message: 'must be one of: exclude, include, only' },
          { field: 'probability', message: 'must compare with an integer, not "high"' },
          { field: 'date_start', message: 'must compare with a date in the format YYYY-MM-DD, not "2024"' },
          { field: 'client_id', message: 'is not a parameter of this list' },
        ),
      });
    });
  });

  describe('when a client follows the links', () => {
    it('comes past every project once, even while others are created', async () => {
      const { company, ids } = await setup();
      const api = service.api.as(company);
      const seen: number[] = [];
      let next: string | undefined = '/api/projects?limit=2&deleted=include&offset=0';
      while (next !== undefined) {
        const { body, headers } = await api.get(next);
        seen.push(...(body as { id: number }[]).map(({ id }) => id));
        next = /^<(.*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
        if (seen.length === 2) {
          expect(next).toBe(`/api/projects?limit=2&deleted=include&after=${ids[1]}`);
          await api.post('/api/projects', projectBody(company));
        }
      }
      expect(seen.slice(0, 5)).toEqual(ids);
      expect(seen).toHaveLength(6);
    });
  });

  describe('when permissions decide what one sees', () => {
    it.each<[Permission[], number[] | undefined]>([
      [['pipeline.view'], [0, 1]],
      [['pipeline.view_other'], [2, 3]],
      [
        ['pipeline.view', 'pipeline.view_other'],
        [0, 1, 2, 3],
      ],
      [['pipeline.edit', 'pipeline.create'], undefined],
    ])('%j', async (permissions, expected) => {
      const company = await createCompany(service.database);
      const caller = await createPerson(service.database, company, permissions);
      const ids: number[] = [];
      for (const owners of [
        { pm_id: caller.personId },
        { account_id: caller.personId },
        { account_id: company.personId },
        {},
      ]) {
        const created = await service.api.as(company).post('/api/projects', projectBody(company, owners));
        ids.push((created.body as { id: number }).id);
      }
      const { status, body } = await service.api.as(caller).get('/api/projects');
      if (expected === undefined) {
        expect({ status, body }).toEqual({
          status: 403,
          body: {
            key: 'forbidden',
            message:
              'You need the permission pipeline.view or pipeline.view_other, which your role does not have.',
          },
        });
      } else {
        expect({ status, ids: (body as { id: number }[]).map(({ id }) => id) }).toEqual({
          status: 200,
          ids: expected.map((index) => ids[index]),
        });
      }
    });

    it('never shows projects of another company', async () => {
      await setup();
      const other = await createCompany(service.database);
      expect((await service.api.as(other).get('/api/projects?deleted=include')).body).toEqual([]);
    });
  });

  it('is one statement, however many projects and metadata there are', async () => {
    const company = await createCompany(service.database);
    const api = service.api.as(company);
    const count = async (): Promise<number> => {
      const sent = await sentStatements(async () => {
        expect((await api.get('/api/projects')).status).toBe(200);
      });
      return sent.filter((sql) => !/\btokens\b/.test(sql)).length;
    };
    expect(await count()).toBe(1);
    for (let number = 0; number < 5; number++) await api.post('/api/projects', wholeProjectBody(company));
    expect(await count()).toBe(1);
  });
});
