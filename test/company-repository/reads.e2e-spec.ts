import { type ApiResponse, type Api, INSTANT, invalidData } from '../support/api';
import { useService } from '../support/app';
import { createCompany, createPerson, insert, type TestCompany } from '../support/builders/company';
import { type Resource, RESOURCES } from './resources';

const service = useService();

const show = ({ status, body }: ApiResponse): object => ({ status, body });
const idsOf = ({ body }: ApiResponse): number[] => (body as { id: number }[]).map(({ id }) => id);

/** Three further rows with names of their own, changed on three days in a row, and the responses that they make. */
async function setup(
  resource: Resource,
): Promise<{ company: TestCompany; api: Api; items: Item[]; at: string }> {
  const { table, isDeletable, path } = resource;
  const company = await createCompany(service.database);
  const items: Item[] = [];
  for (const day of [1, 2, 3]) {
    const row = { ...(await resource.row(`Name ${day}`, company, service.database)) };
    const updated_at = `2025-02-1${day}T09:26:18.797Z`;
    const id = await insert(service.database, table, { company_id: company.companyId, updated_at, ...row });
    items.push({
      id,
      created_at: INSTANT,
      updated_at,
      ...resource.shown(row),
      ...(isDeletable ? { deleted_at: null } : {}),
    });
  }
  return { company, api: service.api.as(company), items, at: `/api/${path}` };
}

type Item = { readonly id: number } & Record<string, unknown>;

describe.each(RESOURCES)('GET /api/$path', (resource) => {
  const { noun, table, permission, isDeletable, isListOnly } = resource;
  const notFound = (id: number): object => ({
    status: 404,
    body: { key: 'not_found', message: `There is no ${noun} ${id} in this company.` },
  });

  it('lists whole objects by id, of the company alone, key by key in the order of the contract', async () => {
    const { api, items, at } = await setup(resource);
    const { items: others } = await setup(resource);
    const { status, body } = await api.get(`${at}?after=${items[0]!.id - 1}`);
    expect({ status, body }).toEqual({ status: 200, body: items });
    for (const item of body as object[]) expect(Object.keys(item)).toEqual(Object.keys(items[0]!));
    const all = idsOf(await api.get(at));
    expect(all).toEqual([...all].sort((one, other) => one - other));
    for (const { id } of others) expect(all).not.toContain(id);
  });

  it('pages by limit and offset, and by Link: rel="next" to the end', async () => {
    const { api, items, at } = await setup(resource);
    const all = idsOf(await api.get(at));
    expect(idsOf(await api.get(`${at}?limit=2&offset=${all.length - 3}`))).toEqual(all.slice(-3, -1));
    const ids: number[] = [];
    let next: string | undefined = `${at}?limit=1&updated_at=bt:2025-02-11,2025-02-12`;
    while (next !== undefined) {
      const response = await api.get(next);
      ids.push(...idsOf(response));
      const link = response.headers.get('link');
      next = link === null ? undefined : /^<(\/api\/[^>]+)>; rel="next"$/.exec(link)![1];
    }
    expect(ids).toEqual([items[0]!.id, items[1]!.id]);
  });

  it('refuses parameters that it does not know', async () => {
    const { api, at } = await setup(resource);
    const wrong = isDeletable ? ['colour'] : ['deleted', 'colour'];
    expect(show(await api.get(`${at}?${wrong.map((name) => `${name}=only`).join('&')}`))).toEqual({
      status: 400,
      body: invalidData(...wrong.map((field) => ({ field, message: 'is not a parameter of this list' }))),
    });
  });

  if (!isListOnly) {
    it('answers one, and 404 alike to one of another company and to none', async () => {
      const { api, items, at } = await setup(resource);
      const { items: others } = await setup(resource);
      const response = await api.get(`${at}/${items[1]!.id}`);
      expect(show(response)).toEqual({ status: 200, body: items[1] });
      expect(Object.keys(response.body as object)).toEqual(Object.keys(items[1]!));
      for (const id of [others[1]!.id, 999_999])
        expect(show(await api.get(`${at}/${id}`))).toEqual(notFound(id));
      expect(show(await api.get(`${at}/x`))).toEqual({
        status: 400,
        body: invalidData({ field: 'id', message: 'must be an ID, in digits only' }),
      });
    });
  }

  it(`asks for ${permission ?? 'no permission'}`, async () => {
    const { company, items, at } = await setup(resource);
    const withoutPermissions = service.api.as(await createPerson(service.database, company, []));
    const holder = service.api.as(
      await createPerson(service.database, company, permission ? [permission] : []),
    );
    for (const path of isListOnly ? [at] : [at, `${at}/${items[0]!.id}`]) {
      expect((await holder.get(path)).status).toBe(200);
      if (permission === undefined) continue;
      expect(show(await withoutPermissions.get(path))).toEqual({
        status: 403,
        body: {
          key: 'forbidden',
          message: `You need the permission ${permission}, which your role does not have.`,
        },
      });
    }
  });

  if (isDeletable) {
    it('leaves out what is deleted, unless asked for it', async () => {
      const { api, items, at } = await setup(resource);
      const [kept, gone] = [items[0]!, { ...items[1]!, deleted_at: '2025-03-01T00:00:00.000Z' }];
      const change = `update ${table} set deleted_at = $1 where id = $2`;
      await service.database.query(change, [gone.deleted_at, gone.id]);
      const since = `after=${kept.id - 1}`;
      expect((await api.get(`${at}?${since}`)).body).toEqual([kept, items[2]]);
      expect((await api.get(`${at}?${since}&deleted=include`)).body).toEqual([kept, gone, items[2]]);
      expect((await api.get(`${at}?deleted=only&deleted_at=2025-03-01`)).body).toEqual([gone]);
      expect((await api.get(`${at}?deleted=only&deleted_at=gt:2025-03-01`)).body).toEqual([]);
      expect(show(await api.get(`${at}/${gone.id}`))).toEqual(notFound(gone.id));
      expect(show(await api.get(`${at}/${gone.id}?deleted=include`))).toEqual({ status: 200, body: gone });
      expect(show(await api.get(`${at}/${gone.id}?deleted=only`))).toEqual({ status: 200, body: gone });
      expect(show(await api.get(`${at}/${kept.id}?deleted=only`))).toEqual(notFound(kept.id));
    });
  }
});
