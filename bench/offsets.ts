import { type Context, withServers } from './context';
import { type Figure } from './figures';
import { headers } from './requests';
import { MANY_PROJECTS, seedMany } from './seed';
import { spread } from './statistics';

const DEEP = 900_000;
const ROUNDS = 7;

/** A page far behind the first one, beside a query for the ids of the same page. */
export async function measureOffsets({ postgres }: Context): Promise<Figure[]> {
  const { secondDatabase: database, access, companyId } = postgres;
  await seedMany(database, companyId);
  const shape = `one company with ${MANY_PROJECTS.toLocaleString('en-US')} projects, one request at a time`;
  return withServers(database, ['service'], async ([server]) => {
    const page = (offset: number): Promise<number> =>
      timed(async () => {
        const url = `${server!.url}/api/projects?limit=100&offset=${offset}`;
        const response = await fetch(url, { headers: headers(access) });
        const projects = (await response.json()) as unknown[];
        if (projects.length !== 100) throw new Error(`a page at offset ${offset}: ${response.status}`);
      });
    const ids = (): Promise<number> =>
      timed(() =>
        database.query(
          `select id from projects where company_id = $1 and deleted_at is null order by id limit 100 offset ${DEEP}`,
          [companyId],
        ),
      );
    const pages: number[] = [];
    const shares: number[] = [];
    await page(0);
    for (let round = 0; round < ROUNDS; round++) {
      const [first, deep, bare] = [await page(0), await page(DEEP), await ids()];
      pages.push(deep);
      shares.push(deep / (first + bare));
    }
    const at = `offset ${DEEP.toLocaleString('en-US')}`;
    return [
      { name: `page at ${at} ÷ (its ids + a first page)`, unit: '', shape, ...spread(shares) },
      { name: `page at ${at}`, unit: 'ms', shape, ...spread(pages) },
    ];
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
