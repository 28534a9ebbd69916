import { type ApiResponse, type Api, invalidData, withKey } from '../support/api';
import { useService } from '../support/app';
import { type CompanySettings, createCompany, type TestCompany } from '../support/builders/company';
import { projectBody, wholeProjectBody } from '../support/builders/project';
import { eventsOf, keysOf, projectsOf } from '../support/queries';
import { scaled, report } from './scale';

const service = useService();

const AT = '/api/projects';

/** A company and its API, both used before, so that what is measured is the race and not the start of the service. */
async function setup(settings: CompanySettings = {}): Promise<{ company: TestCompany; api: Api }> {
  const company = await createCompany(service.database, settings);
  const api = service.api.as(company);
  await atOnce(10, async () => api.post(`${AT}?dry_run=true`, projectBody(company)));
  return { company, api };
}

async function atOnce(count: number, send: (number: number) => Promise<ApiResponse>): Promise<ApiResponse[]> {
  return Promise.all(Array.from({ length: count }, async (_, number) => send(number)));
}

describe('64 identical creates with one key at once', () => {
  const ROUNDS = scaled(5, 200);

  it('make one project', async () => {
    for (let round = 0; round < ROUNDS; round++) await race();
    report(`${ROUNDS} rounds of 64 identical creates with one key at once`, 'one project each: 201 or 409');
  });

  async function race(): Promise<void> {
    const { company, api } = await setup();
    const body = wholeProjectBody(company);
    const responses = await atOnce(64, async () => api.post(AT, body, withKey('key')));
    const created = responses.filter(({ status }) => status === 201);
    expect(responses.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
    expect(new Set(created.map(({ text }) => text)).size).toBe(1);
    expect(created.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
    expect(await projectsOf(service.database, company.companyId)).toHaveLength(1);
    expect(await eventsOf(service.database, company.companyId)).toHaveLength(1);
    expect(await keysOf(service.database, company.companyId)).toHaveLength(1);
  }
});

describe('64 creates with one unique job order at once', () => {
  const ROUNDS = scaled(1, 100);

  // A deadlock would be an unexpected error, and so a 500.
  it.each<[string, (number: number) => object]>([
    ['without keys', () => ({})],
    ['each with its key', (number) => withKey(`key-${number}`)],
  ])('make one project, and say to the others why not: %s', async (name, call) => {
    for (let round = 0; round < ROUNDS; round++) await race(call);
    report(
      `${ROUNDS} rounds of 64 creates with one unique job order at once, ${name}`,
      'one 201 and 63 times 400',
    );
  });

  async function race(call: (number: number) => object): Promise<void> {
    const { company, api } = await setup({ is_job_order_unique: true });
    const body = projectBody(company, { job_order: 'jo' });
    const responses = await atOnce(64, async (number) => api.post(AT, body, call(number)));
    const refused = responses.filter(({ status }) => status !== 201);
    expect(refused).toHaveLength(63);
    for (const { status, body: failure } of refused) {
      expect({ status, body: failure }).toEqual({
        status: 400,
        body: invalidData({
          field: 'job_order',
          message: 'is the job order of another project, and this company wants each only once',
        }),
      });
    }
    expect(await projectsOf(service.database, company.companyId)).toMatchObject([{ unique_job_order: 'jo' }]);
  }
});

describe('clients that read a project and change it with If-Match', () => {
  const CLIENTS = scaled(10, 50);
  const SUCCESSES = scaled(10, 40);

  it(
    'lose no change: the value is the number of successes',
    async () => {
      const { company, api } = await setup();
      const created = await api.post(AT, projectBody(company, { value: 0 }));
      const path = created.headers.get('location')!;
      const statuses = new Set<number>();
      const addOne = async (): Promise<void> => {
        for (;;) {
          const read = await api.get(path);
          const { value } = read.body as { value: number };
          const { status } = await api.send('PATCH', path, {
            headers: { 'If-Match': read.headers.get('etag')! },
            body: { value: value + 1 },
          });
          statuses.add(status);
          if (status !== 412) return;
        }
      };
      const client = async (): Promise<void> => {
        for (let success = 0; success < SUCCESSES; success++) await addOne();
      };
      await Promise.all(Array.from({ length: CLIENTS }, client));
      expect([...statuses].sort()).toEqual([200, 412]);
      expect((await api.get(path)).body).toMatchObject({ value: CLIENTS * SUCCESSES });
      // The creation, and each success once.
      expect(await eventsOf(service.database, company.companyId)).toHaveLength(1 + CLIENTS * SUCCESSES);
      report(
        `${CLIENTS} clients that read a project and add one to its value with If-Match`,
        `${CLIENTS * SUCCESSES} times 200, and that is the value`,
      );
    },
    scaled(120_000, 1_800_000),
  );
});
