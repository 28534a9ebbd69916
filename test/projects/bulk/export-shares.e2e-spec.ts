import { type ApiResponse } from '../../support/api';
import { useService } from '../../support/app';
import { useHolder } from '../../support/holder';
import { createCompany, type TestCompany } from '../../support/builders/company';
import { createManyProjects } from '../../support/builders/many-projects';
import { countWaiting } from '../../support/queries';
import { until } from '../../support/until';

const service = useService();
/** Holds a table that exports read. */
const holder = useHolder(service);
let company: TestCompany;

beforeEach(async () => {
  company = await createCompany(service.database);
});

const hold = async (): Promise<unknown> =>
  holder.query('begin; lock table project_metadata_values in access exclusive mode');

async function held(): Promise<number> {
  return countWaiting(service.database, 'table');
}

const exportOf = async (of: TestCompany): Promise<ApiResponse> =>
  service.api.as(of).get('/api/projects:export');

/** Resolves when the first page is on its way. */
async function beginExport(): Promise<Response> {
  return fetch(`${service.url}/api/projects:export`, {
    headers: {
      Authorization: `Bearer ${company.token}`,
      'Wethod-Company': company.company,
      'Wethod-Version': '2024-06-15',
    },
  });
}

describe('the share of a company in exports', () => {
  it('is four at once and a page at a time; others wait, and too many are refused before the first byte', async () => {
    await createManyProjects(service.database, company, 400);
    const other = await createCompany(service.database);
    await hold();
    const done: ApiResponse[] = [];
    const exports = Array.from({ length: 24 }, async () => {
      const response = await exportOf(company);
      done.push(response);
      return response;
    });
    await until(async () => (await held()) > 0);
    const refused = await exportOf(company);
    const whileHeld = { done: done.length, held: await held() };
    // Another company has its own page, which waits for the table only.
    const ofOther = exportOf(other);
    await until(async () => (await held()) > 1);
    await holder.query('rollback');
    expect({
      status: refused.status,
      retry: refused.headers.get('retry-after'),
      body: refused.body,
    }).toEqual({
      status: 503,
      retry: '2',
      body: {
        key: 'service_unavailable',
        message: 'The service is busy with other exports. Try again when they have ended.',
      },
    });
    expect(whileHeld).toEqual({ done: 0, held: 1 });
    expect(await ofOther).toMatchObject({ status: 200, body: [] });
    // 398 are not deleted.
    const sizes = (await Promise.all(exports)).map(({ status, body }) => [status, (body as object[]).length]);
    expect(sizes).toEqual(exports.map(() => [200, 398]));
  });

  it('is given back by readers that leave', async () => {
    await createManyProjects(service.database, company, 20_000);
    for (let number = 0; number < 6; number++) await (await beginExport()).body!.cancel();
    expect((await exportOf(company)).body).toHaveLength(19_900);
  });
});

it('waits for a database that is busy in the middle of an export', async () => {
  await createManyProjects(service.database, company, 40_000);
  const response = await beginExport();
  await hold();
  await until(async () => (await held()) > 0);
  // A page gives up after two seconds.
  await new Promise((resolve) => setTimeout(resolve, 2_300));
  await holder.query('rollback');
  expect({ status: response.status, count: (await response.text()).split('\n').length - 1 }).toEqual({
    status: 200,
    count: 39_800,
  });
});
