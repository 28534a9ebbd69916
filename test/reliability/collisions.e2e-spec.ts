import { Client } from 'pg';
import { ID, importFile, ndjson } from '../projects/bulk/bulk';
import { type ApiResponse, type Api, invalidData } from '../support/api';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { bareProject, projectBody } from '../support/builders/project';
import { countRows, countWaiting } from '../support/queries';
import { until } from '../support/until';
import { scaled, report } from './scale';

const service = useService({ databasePoolSize: 10 });
let company: TestCompany;
let api: Api;

beforeEach(async () => {
  company = await createCompany(service.database, { is_job_order_unique: true });
  api = service.api.as(company);
});

const EXTERNAL = { external_source: 'crm', external_id: 'held' };
const create = async (changes: object = {}): Promise<ApiResponse> =>
  api.post('/api/projects', projectBody(company, { ...changes }));
const show = ({ status, body }: ApiResponse): object => ({ status, body });
const held = (what: string): object => ({
  status: 503,
  body: {
    key: 'service_unavailable',
    message: `Another request writes the same ${what}, and did not finish within 2 seconds. Try again in a moment.`,
  },
});

/** What collides with what an open transaction writes, and how it is refused while that is open. */
const COLLIDING: readonly (readonly [string, string, () => Promise<ApiResponse>])[] = [
  ['a job order', 'job order', async () => create({ job_order: 'held' })],
  ['an external id', 'external id', async () => create(EXTERNAL)],
  [
    'a PUT',
    'external id',
    async () => api.send('PUT', '/api/projects/by-external/crm/held', { body: projectBody(company) }),
  ],
];

describe('a create that collides with what a transaction has not committed', () => {
  let holder: Client;

  beforeEach(async () => {
    holder = new Client(service.database.url);
    await holder.connect();
  });

  afterEach(async () => {
    await holder.end();
  });

  /** Writes a project that has all that others want to have, and commits nothing. */
  async function hold(): Promise<void> {
    const { id } = (await create({ name: 'Template' })).body as { id: number };
    await holder.query(`
      begin;
      create temporary table held on commit drop as select * from projects where company_id = ${company.companyId} and id = ${id};
      update held set id = nextval('projects_id_seq'), job_order = 'held', unique_job_order = 'held',
                      external_source = 'crm', external_id = 'held';
      insert into projects select * from held;
    `);
  }

  async function isWaiting(): Promise<boolean> {
    return (await countWaiting(service.database, 'row')) > 0;
  }

  it.each(COLLIDING)('waits by itself, and the others of its company go on: %s', async (_, what, collide) => {
    await hold();
    let done = 0;
    const colliding = [collide, collide, collide].map(async (send) => {
      const response = await send();
      done++;
      return response;
    });
    await until(isWaiting);
    const unrelated = await Promise.all(
      Array.from({ length: 4 }, async (__, client) => {
        const responses = [];
        for (let n = 0; n < 3; n++) responses.push(await create({ job_order: `free ${client} ${n}` }));
        return responses;
      }),
    );
    expect(done).toBe(0);
    for (const response of unrelated.flat())
      expect(show(response)).toEqual({
        status: 201,
        body: bareProject(company, { job_order: expect.stringMatching(/^free/) as unknown }),
      });
    for (const response of await Promise.all(colliding)) expect(show(response)).toEqual(held(what));
    await holder.query('rollback');
    expect(await countRows(service.database, 'projects', company.companyId)).toBe(1 + 12);
    expect((await collide()).status).toBe(201);
  });

  it.each(['each', 'atomic'])('stops an import without a key: mode=%s', async (mode) => {
    await hold();
    const file = ndjson(projectBody(company), projectBody(company, { job_order: 'held' }));
    const response = await importFile(service, company, file, { query: `?mode=${mode}` });
    await holder.query('rollback');
    const { status, body } = held('job order') as { status: number; body: object };
    // What is stored is in the response; an atomic import has stored nothing.
    const stopped = {
      each: {
        status: 200,
        body: [
          { line: 1, status: 'created', id: ID },
          { status: 'stopped', ...body },
        ],
      },
      atomic: { status, body },
    }[mode];
    expect(response).toEqual(stopped);
    expect(await countRows(service.database, 'projects', company.companyId)).toBe(mode === 'each' ? 2 : 1);
  });

  it('learns what became of the other in its time', async () => {
    await hold();
    const colliding = [create({ job_order: 'held' }), create(EXTERNAL), create({ job_order: 'free' })];
    await until(isWaiting);
    await holder.query('commit');
    const taken = 'of another project, and this company wants each only once';
    expect((await Promise.all(colliding)).map(show)).toEqual([
      { status: 400, body: invalidData({ field: 'job_order', message: `is the job order ${taken}` }) },
      {
        status: 400,
        body: invalidData({ field: 'external_id', message: expect.any(String) as string }),
      },
      { status: 201, body: bareProject(company, { job_order: 'free' }) },
    ]);
  });
});

describe('creates beside colliding ones of a running atomic import', () => {
  const LINES = scaled(3_000, 20_000);
  const CLIENTS = 4;

  it('go on, and all that collide get a response in their time', async () => {
    const lines = Array.from({ length: LINES }, (_, n) =>
      projectBody(company, { job_order: `import ${n}`, external_source: 'crm', external_id: `${n}` }),
    );
    let isRunning = true;
    const importing = importFile(service, company, ndjson(...lines), { query: '?mode=atomic' }).finally(
      () => {
        isRunning = false;
      },
    );
    // Ids are taken outside of transactions: by now the first lines are written.
    await until(async () => {
      const [row] = await service.database.query<{ count: number }>(
        'select last_value::integer as count from projects_id_seq',
      );
      return row!.count > 500;
    });
    const times = { unrelated: [] as number[], colliding: [] as number[] };
    const repeat = async (
      kind: keyof typeof times,
      send: (n: number) => Promise<ApiResponse>,
      check: (response: ApiResponse) => void,
    ): Promise<void> => {
      for (let n = 0; isRunning; n++) {
        const start = performance.now();
        const response = await send(n);
        times[kind].push(performance.now() - start);
        check(response);
      }
    };
    const collide = async (send: () => Promise<ApiResponse>): Promise<void> =>
      repeat('colliding', send, ({ status }) => {
        expect([200, 400, 503]).toContain(status);
      });
    await Promise.all([
      ...Array.from({ length: CLIENTS }, async (_, client) =>
        repeat(
          'unrelated',
          async (n) => create({ external_source: 'other', external_id: `${client} ${n}` }),
          ({ status }) => {
            expect(status).toBe(201);
          },
        ),
      ),
      collide(async () => create({ job_order: 'import 1' })),
      collide(async () => create({ external_source: 'crm', external_id: '2' })),
      collide(async () => api.send('PUT', '/api/projects/by-external/crm/3', { body: projectBody(company) })),
    ]);
    const { status, body } = await importing;
    expect(status).toBe(200);
    expect((body as { status: string }[]).filter((line) => line.status === 'created')).toHaveLength(LINES);
    expect(await countRows(service.database, 'projects', company.companyId)).toBe(
      LINES + times.unrelated.length,
    );
    const [p50, p99, longest] = [
      quantile(times.unrelated, 0.5),
      quantile(times.unrelated, 0.99),
      Math.max(...times.colliding),
    ];
    report(
      `creates of ${CLIENTS} clients beside 3 that collide with an atomic import of ${LINES} lines`,
      `${times.unrelated.length} creates, p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms; ` +
        `${times.colliding.length} that collide, at most ${longest.toFixed(0)} ms`,
    );
    // Only the long form judges the figures.
    expect(p99).toBeLessThan(scaled(20_000, 250));
    expect(longest).toBeLessThan(scaled(20_000, 3_000));
  });
});

function quantile(values: readonly number[], part: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(part * (values.length - 1))]!;
}
