import { type ApiResponse, type Api, invalidData } from '../support/api';
import { useService } from '../support/app';
import { createCompany, insert, type TestCompany } from '../support/builders/company';

const service = useService();

type Item = Readonly<Record<string, unknown>> & { readonly id: number };

const itemsOf = ({ body }: ApiResponse): Item[] => body as Item[];
const namesOf = (items: readonly Item[]): unknown[] => items.map(({ name }) => name);

/** Names that differ only in case have equal places, and so does what has no group. */
const ROWS = [
  { name: 'beta', group: 'x', hierarchy: 2 },
  { name: 'Alpha', group: null, hierarchy: -1 },
  { name: 'alpha', group: 'X', hierarchy: 2 },
  { name: 'Ünited', group: null, hierarchy: 0 },
  { name: 'BETA', group: 'a', hierarchy: -1 },
  { name: 'a "quoted", name', group: 'x', hierarchy: 7 },
];

const LISTS = [
  { path: '/api/project-types', table: 'project_types', own: 'group', column: '"group"' },
  { path: '/api/project-stages', table: 'project_stages', own: 'hierarchy', column: 'hierarchy' },
] as const;

/** A company with these rows alone, each changed on a day of its own. */
async function setup(list: (typeof LISTS)[number]): Promise<{ company: TestCompany; api: Api; all: Item[] }> {
  const company = await createCompany(service.database);
  await service.database.query(`delete from ${list.table} where company_id = $1`, [company.companyId]);
  for (const [day, row] of ROWS.entries()) {
    await insert(service.database, list.table, {
      company_id: company.companyId,
      name: row.name,
      [list.column]: row[list.own],
      updated_at: `2025-02-${20 - day}T09:26:18.797Z`,
    });
  }
  const api = service.api.as(company);
  return { company, api, all: itemsOf(await api.get(list.path)) };
}

/** The order as the contract says it, over plain values: null is the greatest, case does not count, ties by id. */
function sorted(items: readonly Item[], order: string): Item[] {
  const fields = [...order.split(','), 'id'];
  const rank = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);
  return [...items].sort((one, other) => {
    for (const field of fields) {
      const name = field.replace(/^[-+]/, '');
      const [a, b] = [rank(one[name]), rank(other[name])] as [number, number];
      const ascending =
        a === b ? 0 : (a as unknown) === null ? 1 : (b as unknown) === null ? -1 : a < b ? -1 : 1;
      if (ascending !== 0) return field.startsWith('-') ? -ascending : ascending;
    }
    return 0;
  });
}

async function byLink(api: Api, first: string, between?: () => Promise<unknown>): Promise<Item[]> {
  const items: Item[] = [];
  for (let next: string | undefined = first, page = 0; next !== undefined && page < 50; page++) {
    const response = await api.get(next);
    items.push(...itemsOf(response));
    next = /^<([^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
    if (page === 0) await between?.();
  }
  return items;
}

describe.each(LISTS)('order of GET $path', (list) => {
  const orders = ['name', '-name', list.own, `-${list.own}`, `${list.own},-name`, `-${list.own},+name`];

  it.each([...orders, 'id', '-id', '-updated_at', 'created_at', `name,-id`, '-name,id'])(
    'is %s, in one page, by offset and by Link',
    async (order) => {
      const { api, all } = await setup(list);
      const expected = sorted(all, order);
      const path = `${list.path}?order=${encodeURIComponent(order)}`;
      const whole = await api.get(path);
      expect({ status: whole.status, body: whole.body }).toEqual({ status: 200, body: expected });
      expect(itemsOf(await api.get(`${path}&limit=3&offset=2`))).toEqual(expected.slice(2, 5));
      for (const limit of [1, 2, 3, 6]) {
        expect(await byLink(api, `${path}&limit=${limit}`)).toEqual(expected);
      }
      expect(await byLink(api, `${path}&limit=2&offset=1`)).toEqual(expected.slice(1));
    },
  );

  it('takes a + that was not encoded', async () => {
    const { api, all } = await setup(list);
    const expected = sorted(all, `-${list.own},name`);
    expect(await byLink(api, `${list.path}?order=-${list.own},+name&limit=2`)).toEqual(expected);
    expect(itemsOf(await api.get(`${list.path}?order=+name`))).toEqual(sorted(all, 'name'));
  });

  it('goes together with filters and search', async () => {
    const { api, all } = await setup(list);
    const found = all.filter(({ name }) => /beta|alpha/i.test(String(name)));
    const query = 'order=-name&search=A&updated_at=gte:2025-02-16&limit=1';
    expect(await byLink(api, `${list.path}?${query}`)).toEqual(sorted(found, '-name'));
  });

  it('by Link misses nothing when the item where a page ended is renamed or goes', async () => {
    const { api, all, company } = await setup(list);
    const expected = namesOf(sorted(all, 'name'));
    const change = `update ${list.table} set name = 'zzz' where company_id = $1 and id = $2`;
    const removal = `delete from ${list.table} where company_id = $1 and id = $2`;
    for (const sql of [change, removal]) {
      const [first] = itemsOf(await api.get(`${list.path}?order=name&limit=1`));
      const between = async (): Promise<unknown> =>
        service.database.query(sql, [company.companyId, first!.id]);
      const names = namesOf(await byLink(api, `${list.path}?order=name&limit=1`, between));
      expect(names.filter((name) => name !== 'zzz')).toEqual(expected);
      expected.shift();
    }
  });

  it('is of the own company alone', async () => {
    const [mine, theirs] = [await setup(list), await setup(list)];
    expect(await byLink(mine.api, `${list.path}?order=name&limit=2`)).toEqual(sorted(mine.all, 'name'));
    const place = encodeURIComponent(JSON.stringify(['', theirs.all[0]!.id]));
    expect(itemsOf(await mine.api.get(`${list.path}?order=name&after=${place}`))).toEqual(
      sorted(mine.all, 'name'),
    );
  });

  const fields = `id, name, ${list.own}, created_at, updated_at`;
  const place =
    'must be what the Link header of a page with the same order says: leave it out for the first page';
  it.each([
    [
      'order=description',
      'order',
      `must name fields of ${fields}, separated by commas and with - before one that descends, not "description"`,
    ],
    [
      'order=',
      'order',
      `must name fields of ${fields}, separated by commas and with - before one that descends, not ""`,
    ],
    ['order=name,name', 'order', 'must not name name twice'],
    ['order=name&order=id', 'order', 'must be given once'],
    ['search=a&search=b', 'search', 'must be given once'],
    ['order=name&after=3', 'after', place],
    ['order=-name&after=[3]', 'after', place],
    ['after=["a",3]', 'after', 'must be an integer'],
    ['after=-1', 'after', 'must be from 0 to 9007199254740991'],
  ])('refuses %s', async (query, field, message) => {
    const { api } = await setup(list);
    const { status, body } = await api.get(`${list.path}?${query}`);
    expect({ status, body }).toEqual({ status: 400, body: invalidData({ field, message }) });
  });
});

describe('GET /api/project-stages', () => {
  it.each([
    ['search=ALPHA', ['Alpha', 'alpha']],
    ['search=%C3%BC', ['Ünited']],
    ['search=%25', []],
    ['search=', ROWS.map(({ name }) => name)],
  ])('answers %s', async (query, expected) => {
    const { api } = await setup(LISTS[1]);
    const response = await api.get(`/api/project-stages?${query}`);
    expect({ status: response.status, names: namesOf(itemsOf(response)) }).toEqual({
      status: 200,
      names: expected,
    });
  });
});
