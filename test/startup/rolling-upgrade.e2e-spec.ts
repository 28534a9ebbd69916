import { applyCompany } from '../../src/company-file/apply-company';
import { openDataSource } from '../../src/database/migrate';
import { callsOf, documentedOperations, type Operation, pathOf } from '../openapi/operations';
import { type Api } from '../support/api';
import { type TestApp, useService } from '../support/app';
import { createCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { createDemo } from '../support/demo';
import { countWaiting } from '../support/queries';
import { ServiceProcess } from '../support/service-process';
import { until } from '../support/until';

const service = useService();

/** What the migration of a release does that writes by other rules, and its undoing. */
const CHANGE = protocol(1, 2);
const UNDO = protocol(2, 1);
const OUTDATED = {
  key: 'service_unavailable',
  message:
    'A later version of the service writes the database, and this one does not any more. Try again in a moment.',
};

function protocol(from: number, to: number): string {
  return `drop function write_protocol_${from}(); create function write_protocol_${to}() returns boolean
    language sql immutable parallel safe as 'select true'`;
}

const STAMPED = [
  'projects',
  'project_events',
  'project_metadata',
  'clients',
  'client_contacts',
  'crm_events',
  'persons',
  'timesheet_whitelists',
];

async function rows({ database }: TestApp): Promise<object> {
  const [row] = await database.query<{ rows: object }>(
    `select json_build_object(${STAMPED.map((table) => `'${table}', (select json_agg(${table} order by ${table}::text) from ${table})`).join(', ')}) as rows`,
  );
  return row!.rows;
}

/** What each operation responds with: the body of a 503, and otherwise the status alone. */
async function sendAll(api: Api, operations: readonly Operation[]): Promise<Record<string, unknown>> {
  const responses: Record<string, unknown> = {};
  for (const operation of operations) {
    for (const call of callsOf(operation)) {
      const path = pathOf(operation, operation.exampleId);
      const { status, body } = await api.send(operation.method, path, call);
      responses[operation.operationId] = status === 503 ? body : status;
    }
  }
  return responses;
}

afterEach(async () => {
  const [row] = await service.database.query<{ is_changed: boolean }>(
    `select to_regprocedure('write_protocol_2()') is not null as is_changed`,
  );
  if (row!.is_changed) await service.database.query(UNDO);
});

describe('a process of a release beside one of a later release that writes by other rules', () => {
  it('writes nothing any more, says so, and reads on', async () => {
    const api = service.api.as(await createDemo(service.database));
    const all = documentedOperations();
    // What the examples of the others are about.
    await sendAll(
      api,
      all.filter(({ method, exampleId: id }) => method === 'POST' && id === undefined),
    );
    const before = await rows(service);
    await service.database.query(CHANGE);
    // What deletes a row stamps nothing.
    const stamping = all.filter(({ operationId: id }) => id !== 'deleteTimesheetWhitelist');
    const responses = await sendAll(api, stamping);
    expect(await rows(service)).toEqual(before);
    const refused = Object.entries(responses).filter(([, body]) => body instanceof Object);
    expect(refused.map(([, body]) => body)).toEqual(refused.map(() => OUTDATED));
    const others = stamping.filter(
      ({ method, operationId: id }) => method !== 'GET' && Number(responses[id]) > 0,
    );
    // The first has nothing to change, the others stamp nothing that is synced.
    expect(others.map(({ operationId: id }) => id)).toEqual([
      'unarchiveProject',
      'createWebhookEndpoint',
      'rotateWebhookSecret',
      'testWebhookEndpoint',
      'redeliverWebhook',
    ]);
  });

  it('does not write what waited for the migration', async () => {
    const company = await createCompany(service.database);
    const api = service.api.as(company);
    const created = await api.post('/api/projects', projectBody(company));
    await service.database.query('begin; lock table projects in share row exclusive mode');
    const create = api.post('/api/projects', projectBody(company));
    const change = api.send('PATCH', `/api/projects/${(created.body as { id: number }).id}`, {
      body: { name: 'Later' },
    });
    await until(async () => (await countWaiting(service.database, 'table')) === 2);
    await service.database.query(`${CHANGE}; commit`);
    for (const { status, body } of await Promise.all([create, change]))
      expect({ status, body }).toEqual({ status: 503, body: OUTDATED });
    expect(
      await service.database.query('select name from projects where company_id = $1', [company.companyId]),
    ).toEqual([{ name: 'First project' }]);
  });

  it('applies no company file that was about to be applied', async () => {
    const { company } = await createCompany(service.database);
    const dataSource = await openDataSource(service.database.url);
    await service.database.query(CHANGE);
    const file = { slug: company, name: 'Renamed' };
    await expect(applyCompany(dataSource, file)).rejects.toThrow('write_protocol_1() does not exist');
    await dataSource.destroy();
    expect(await service.database.query("select from companies where name = 'Renamed'")).toEqual([]);
  });

  it('is live and not ready, and does not start', async () => {
    await service.database.query(CHANGE);
    const { status, body } = await service.api.get('/health/ready');
    expect({ status, body }).toEqual({
      status: 503,
      body: {
        key: 'service_unavailable',
        message: 'A later version of the service writes the database: this one has to be stopped.',
      },
    });
    expect((await service.api.get('/health/live')).body).toEqual({ status: 'ok' });
    const next = new ServiceProcess({ DATABASE_URL: service.database.url });
    expect(await next.ended).toBe(1);
    expect(next.errors).toBe(
      'A later version of the service writes the database, by rules that this one does not know. Start that version, ' +
        'or restore a backup that this one has written into another database.\n',
    );
    await service.database.query(UNDO);
    expect((await service.api.get('/health/ready')).body).toEqual({ status: 'ok' });
  }, 60_000);
});
