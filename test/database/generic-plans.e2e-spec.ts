import { Client } from 'pg';
import { importFile, ndjson } from '../projects/bulk/bulk';
import { type Api, type ApiResponse, withKey } from '../support/api';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { createManyProjects } from '../support/builders/many-projects';
import { type TestDatabase } from '../support/database';
import { projectBody, wholeProjectBody } from '../support/builders/project';

/** PostgreSQL plans the first five executions of a prepared statement for their values. */
const FIRST = 5;
const ROUNDS = 2 * FIRST;

/** The costs of tables that are too large to be read whole. */
async function neverScan(database: TestDatabase): Promise<void> {
  const [row] = await database.query<{ name: string }>('select quote_ident(current_database()) as name');
  await database.query(`alter database ${row!.name} set enable_seqscan = off`);
}

const service = useService({ databasePoolSize: 2, prepare: neverScan });

type Response = Pick<ApiResponse, 'status' | 'body'>;

interface Prepared {
  readonly name: string;
  readonly custom: number;
  readonly generic: number;
}

/** The prepared statements of all connections that `work` uses, with how often each was planned for its values. */
async function preparedBy(work: () => Promise<unknown>): Promise<Prepared[]> {
  const clients = new Set<Client>();
  const original = Client.prototype.query as (...args: unknown[]) => unknown;
  const spy = jest.spyOn(Client.prototype, 'query').mockImplementation(function (
    this: Client,
    ...args: unknown[]
  ) {
    clients.add(this);
    return Reflect.apply(original, this, args) as never;
  });
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  const all = await Promise.all(
    [...clients].map((client) =>
      client.query<Prepared>(
        `select name, custom_plans::integer as custom, generic_plans::integer as generic
           from pg_prepared_statements`,
      ),
    ),
  );
  return all.flatMap(({ rows }) => rows);
}

const AT = '/api/projects';

/** What every client of the API does all day. Each is one request, or some at the same time. */
function requests(api: Api, company: TestCompany, round: number): readonly (() => Promise<Response[]>)[] {
  const external = { external_source: 'crm', external_id: `${round}` };
  const whole = { ...wholeProjectBody(company), job_order: `JO-${round}` };
  const id = round + 1;
  const one = (send: () => Promise<Response>) => async () => [await send()];
  const patch = (body: object, call: object = {}) =>
    one(async () => api.send('PATCH', `${AT}/${id}`, { ...call, body }));
  return [
    one(async () => api.post(AT, projectBody(company))),
    one(async () => api.post(AT, whole)),
    one(async () => api.post(AT, { ...whole, ...external, job_order: null })),
    one(async () => api.post(AT, projectBody(company), withKey(`bare-${round}`))),
    one(async () => api.post(AT, whole, withKey(`whole-${round}`))),
    async () => Promise.all([1, 2, 3].map(async () => api.post(AT, projectBody(company)))),
    one(async () => api.post(`${AT}?dry_run=true`, whole)),
    one(async () => api.send('PUT', `${AT}/by-external/erp/${round}`, { body: projectBody(company) })),
    patch({ name: `Renamed ${round}` }),
    patch({ [`metadata_${company.metadataId}`]: round % 2 === 0 ? 'IT' : null }),
    patch({ account_id: round % 2 === 0 ? company.personId : null }),
    patch({ value: round + 0.5 }, withKey(`change-${round}`)),
    one(async () => api.get(`${AT}/${id}`)),
    async () => Promise.all([1, 2, 3].map(async (other) => api.get(`${AT}/${id + other}`))),
    one(async () => api.get(`${AT}?external_source=erp&external_id=${round}`)),
    one(async () => api.get(`${AT}?updated_at=gte:2020-01-01T00:00:00.000Z&deleted=include`)),
    one(async () => api.get(`${AT}/${id}/history`)),
    one(async () => api.get('/api/events')),
    one(async () => api.post(`${AT}/${id}:archive`)),
    one(async () => api.send('DELETE', `${AT}/${id + 50}`)),
    one(async () =>
      api.post('/api/clients', {
        corporate_name: `New ${round}`,
        acronym: 'NEW',
        external_identifiers: [{ type: 'crm', external_id: `C-${round}` }],
      }),
    ),
    one(async () =>
      api.send('PATCH', `/api/clients/${company.clientId}`, { body: { notes: `Note ${round}` } }),
    ),
    one(async () => importFile({ api }, company, ndjson(projectBody(company), whole))),
  ];
}

describe('the statements of requests that come again and again', () => {
  it('are planned once for each connection, not for each execution', async () => {
    const company = await createCompany(service.database);
    await createManyProjects(service.database, company, 200);
    await service.database.query('analyze');
    const api = service.api.as(company);
    const refused: unknown[] = [];
    const prepared = await preparedBy(async () => {
      for (const kind of requests(api, company, 0).keys()) {
        for (let round = 0; round < ROUNDS; round++) {
          for (const { status, body } of await requests(api, company, round)[kind]!())
            if (status >= 300) refused.push(body);
        }
      }
    });
    expect(refused).toEqual([]);
    expect(prepared.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['create-project', 'create-projects']),
    );
    expect(prepared.filter(({ custom }) => custom > FIRST)).toEqual([]);
  });
});
