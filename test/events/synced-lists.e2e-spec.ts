import { type ApiResponse, type Api, invalidData } from '../support/api';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { documentedOperations } from '../openapi/operations';
import { nextOf, whenStampsHavePassed } from './events';

const service = useService();

async function setup(count: number): Promise<{ company: TestCompany; api: Api; ids: number[] }> {
  const company = await createCompany(service.database);
  const api = service.api.as(company);
  const ids = [];
  for (let created = 0; created < count; created++)
    ids.push(((await api.post('/api/projects', projectBody(company))).body as { id: number }).id);
  await whenStampsHavePassed();
  return { company, api, ids };
}

const LISTS = documentedOperations()
  .filter(
    ({ isList, path, parameters }) => isList && !path.includes('{') && parameters.includes('updated_at'),
  )
  .map(({ path }) => path);
const idsOf = ({ body }: ApiResponse): number[] => (body as { id: number }[]).map(({ id }) => id);
const RECENT = 'updated_at=gte:2020-01-01';

describe('a list that is filtered by stamps', () => {
  it.each(LISTS)('says until when it is complete, and only then: %s', async (list) => {
    const { api } = await setup(0);
    const asked = Date.now();
    const filtered = await api.get(`${list}?${RECENT}`);
    const until = Date.parse(filtered.headers.get('x-sync-until')!);
    expect(filtered.status).toBe(200);
    expect(until).toBeGreaterThan(asked - 60_000);
    expect(until).toBeLessThanOrEqual(Date.now());
    expect((await api.get(list)).headers.get('x-sync-until')).toBeNull();
  });

  it('keeps the bound of its first page through a pass, and the next pass has what changed meanwhile', async () => {
    const { api, ids } = await setup(3);
    const first = await api.get(`/api/projects?${RECENT}&limit=2`);
    const until = first.headers.get('x-sync-until')!;
    await api.send('PATCH', `/api/projects/${ids[2]!}`, { body: { name: 'Changed' } });
    await api.send('PATCH', `/api/projects/${ids[0]!}`, { body: { name: 'Changed' } });
    await whenStampsHavePassed();
    const second = await api.get(nextOf(first));
    expect(second.headers.get('x-sync-until')).toBe(until);
    expect([idsOf(first), idsOf(second)]).toEqual([ids.slice(0, 2), []]);
    const next = await api.get(`/api/projects?updated_at=gte:${until}`);
    expect(idsOf(next)).toEqual([ids[0], ids[2]]);
  });

  it('has deleted projects, which are stamped when they are deleted', async () => {
    const { api, ids } = await setup(2);
    const { headers } = await api.get(`/api/projects?${RECENT}`);
    await api.send('DELETE', `/api/projects/${ids[0]!}`);
    await whenStampsHavePassed();
    for (const filter of ['updated_at', 'deleted_at']) {
      const found = await api.get(
        `/api/projects?${filter}=gte:${headers.get('x-sync-until')!}&deleted=include`,
      );
      expect(idsOf(found)).toEqual([ids[0]]);
      expect(found.headers.get('x-sync-until')).not.toBeNull();
    }
  });

  it('has no bound on pages by an offset, which may repeat rows', async () => {
    const { api, ids } = await setup(3);
    const page = await api.get(`/api/projects?${RECENT}&offset=1`);
    expect({ ids: idsOf(page), until: page.headers.get('x-sync-until') }).toEqual({
      ids: ids.slice(1),
      until: null,
    });
  });

  it.each([
    ['until=2025-01-01T00:00:00.000Z', 'needs a filter on updated_at or deleted_at'],
    [`${RECENT}&until=2025-01-01`, 'must be the header X-Sync-Until of an earlier page'],
    [`${RECENT}&until=x`, 'must be the header X-Sync-Until of an earlier page'],
    [
      `${RECENT}&until=2999-01-01T00:00:00.000Z`,
      'must be the header X-Sync-Until of an earlier page: it is later than now',
    ],
  ])('refuses %s', async (query, message) => {
    const { api } = await setup(0);
    const { status, body } = await api.get(`/api/projects?${query}`);
    expect({ status, body }).toEqual({ status: 400, body: invalidData({ field: 'until', message }) });
  });
});
