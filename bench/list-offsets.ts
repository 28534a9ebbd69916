import { type Permission } from '../src/auth/permissions';
import { type TestCompany } from '../test/support/builders/company';
import { type TestDatabase } from '../test/support/database';
import { median } from './statistics';

const OFFSETS = [0, 50_000, 900_000];
const ROUNDS = 7;
/** What a service that runs keeps of a role. */
const CACHE_MS = 1_500;
const OWN: readonly Permission[] = ['pipeline.view'];

/**
 * What does a page at an offset cost, beside the first page and a query for its ids alone? Each in turn, in
 * milliseconds. `share` is the page's part of 1.5 × its ids and a first page, which it may not exceed. The person is PM
 * of all projects of the company.
 */
export async function measureOffsets(
  database: TestDatabase,
  company: TestCompany,
  get: (query: string) => Promise<void>,
  print: (line: string) => void,
): Promise<void> {
  print(`\nmedians of ${ROUNDS} interleaved rounds, in milliseconds`);
  print(`${'page by offset'.padEnd(36)}${['ids', 'page', 'share'].map((head) => head.padStart(8)).join('')}`);
  await measureAs('of a caller who sees all', '', [company.companyId]);
  await database.query(
    'update roles set permissions = $3 where company_id = $1 and id = (select role_id from persons where company_id = $1 and id = $2)',
    [company.companyId, company.personId, OWN],
  );
  await new Promise((resolve) => setTimeout(resolve, CACHE_MS));
  await measureAs('of one who sees own projects', 'and (pm_id = $2 or account_id = $2)', [
    company.companyId,
    company.personId,
  ]);

  async function measureAs(what: string, visible: string, values: readonly number[]): Promise<void> {
    const pages = OFFSETS.map((): number[] => []);
    const ids = OFFSETS.map((): number[] => []);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [at, offset] of OFFSETS.entries()) {
        const select = `select id from projects where company_id = $1 and deleted_at is null ${visible}
          order by id limit 100 offset ${offset}`;
        ids[at]!.push(await time(() => database.query(select, [...values])));
        pages[at]!.push(await time(() => get(`offset=${offset}`)));
      }
    }
    const first = median(pages[0]!);
    for (const [at, offset] of OFFSETS.entries()) {
      const [one, other] = [median(ids[at]!), median(pages[at]!)];
      const figures = [one, other, other / (1.5 * one + first)];
      print(
        `${`${what}, ${offset}`.padEnd(36)}${figures.map((figure) => figure.toFixed(2).padStart(8)).join('')}`,
      );
    }
  }
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
