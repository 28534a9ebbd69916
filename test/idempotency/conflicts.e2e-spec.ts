import { type ApiResponse, type Api, invalidData, withKey } from '../support/api';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { whileFailing } from '../support/failing';
import { countWaiting, everythingOf, keysOf, projectsOf } from '../support/queries';
import { until } from '../support/until';
import { replayed, whole } from './keys';

const service = useService();

async function setup(settings = {}): Promise<{ company: TestCompany; api: Api }> {
  const company = await createCompany(service.database, settings);
  return { company, api: service.api.as(company) };
}

const AT = '/api/projects';

/** Does a statement of the service wait for what the test holds? */
async function isWaiting(): Promise<boolean> {
  return (await countWaiting(service.database, 'row')) > 0;
}

/** What another process does with the key, as long as it has not ended. */
async function beginWithKey(company: TestCompany): Promise<void> {
  await service.database.query('begin');
  await service.database.query(
    `insert into idempotency_keys (company_id, person_id, key, request_hash, status, body)
     values ($1, $2, 'key', 'another', 201, '{}')`,
    [company.companyId, company.personId],
  );
}

describe('a key whose first request is still running', () => {
  it.each(['POST', 'PATCH'])('gets 409 after a while: %s', async (method) => {
    const { company, api } = await setup();
    const { id } = (await api.post(AT, projectBody(company))).body as { id: number };
    const before = await everythingOf(service.database, company.companyId);
    const send = async (): Promise<ApiResponse> =>
      method === 'POST'
        ? api.post(AT, projectBody(company), withKey('key'))
        : api.send('PATCH', `${AT}/${id}`, { ...withKey('key'), body: { name: 'Renamed' } });
    await beginWithKey(company);
    const { status, body, headers } = await send();
    await service.database.query('rollback');
    expect({ status, body, retryAfter: headers.get('retry-after') }).toEqual({
      status: 409,
      body: {
        key: 'conflict',
        message:
          'A request with this Idempotency-Key, or one that this has to wait for, is still running. Send it again in a moment.',
      },
      retryAfter: '1',
    });
    expect([headers.get('etag'), headers.get('location')]).toEqual([null, null]);
    expect(await everythingOf(service.database, company.companyId)).toEqual(before);
    expect((await send()).status).toBe(method === 'POST' ? 201 : 200);
  });

  it('is answered as soon as that has ended', async () => {
    const { company, api } = await setup();
    await beginWithKey(company);
    const waiting = api.post(AT, projectBody(company), withKey('key'));
    await until(isWaiting);
    await service.database.query('commit');
    const { status, body } = await waiting;
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { failures: [{ field: 'Idempotency-Key' }] },
    });
    expect(await projectsOf(service.database, company.companyId)).toEqual([]);
  });
});

describe('a write with a key that loses a race', () => {
  const taken = {
    status: 400,
    body: invalidData({
      field: 'job_order',
      message: 'is the job order of another project, and this company wants each only once',
    }),
  };

  it.each(['POST', 'PATCH', 'PUT'])('says what it lost, and keeps nothing: %s', async (method) => {
    const { company, api } = await setup({ is_job_order_unique: true });
    const [mine, theirs] = [
      (await api.send('PUT', `${AT}/by-external/crm/1`, { body: projectBody(company) })).body as {
        id: number;
      },
      (await api.post(AT, projectBody(company))).body as { id: number },
    ];
    // The job order is free when the checks look, and taken when it is written.
    await service.database.query('begin');
    await service.database.query(
      "update projects set job_order = 'jo', unique_job_order = 'jo' where company_id = $1 and id = $2",
      [company.companyId, theirs.id],
    );
    const path = { POST: AT, PATCH: `${AT}/${mine.id}`, PUT: `${AT}/by-external/crm/1` }[method]!;
    const body = method === 'PATCH' ? { job_order: 'jo' } : projectBody(company, { job_order: 'jo' });
    const losing = api.send(method, path, { ...withKey('key'), body });
    await until(isWaiting);
    await service.database.query('commit');
    const response = await losing;
    expect({ status: response.status, body: response.body }).toEqual(taken);
    expect(await keysOf(service.database, company.companyId)).toEqual([]);
    expect(await projectsOf(service.database, company.companyId)).toHaveLength(2);
  });

  it('creates what a PUT says in the same transaction if its project is deleted meanwhile', async () => {
    const { company, api } = await setup();
    const path = `${AT}/by-external/crm/1`;
    const gone = (await api.send('PUT', path, { body: projectBody(company) })).body as { id: number };
    await service.database.query('begin');
    await service.database.query('update projects set deleted_at = now() where company_id = $1 and id = $2', [
      company.companyId,
      gone.id,
    ]);
    const put = { ...withKey('key'), body: projectBody(company, { name: 'Second project' }) };
    const putting = api.send('PUT', path, put);
    await until(isWaiting);
    await service.database.query('commit');
    const response = await putting;
    expect({ status: response.status, body: response.body }).toMatchObject({
      status: 201,
      body: { name: 'Second project', external_source: 'crm', external_id: '1' },
    });
    expect(whole(await api.send('PUT', path, put))).toEqual(whole(response));
    expect(await projectsOf(service.database, company.companyId)).toHaveLength(2);
  });
});

describe('a write with a key that fails half-way', () => {
  it.each([
    ['POST', 'projects'],
    ['POST', 'project_events'],
    ['POST', 'idempotency_keys'],
    ['PATCH', 'project_events'],
    ['PATCH', 'idempotency_keys'],
    ['PUT', 'idempotency_keys'],
    ['DELETE', 'idempotency_keys'],
  ])('leaves nothing behind, and can be sent again: %s, %s', async (method, table) => {
    const { company, api } = await setup();
    const { id } = (await api.post(AT, projectBody(company))).body as { id: number };
    const before = await everythingOf(service.database, company.companyId);
    const send = async (): Promise<ApiResponse> => {
      const path = { POST: AT, PUT: `${AT}/by-external/crm/1` }[method] ?? `${AT}/${id}`;
      const body = { PATCH: { name: 'Renamed' }, DELETE: undefined };
      return api.send(method, path, {
        ...withKey('key'),
        body: method in body ? body[method as keyof typeof body] : projectBody(company),
      });
    };
    const failed = await whileFailing(service.database, table, send);
    expect({ status: failed.status, body: failed.body }).toEqual({
      status: 500,
      body: {
        key: 'internal_error',
        message: 'Something went wrong on our side. Tell us the X-Request-Id of this response.',
      },
    });
    expect([failed.headers.get('etag'), failed.headers.get('location')]).toEqual([null, null]);
    expect(await everythingOf(service.database, company.companyId)).toEqual(before);
    const { status, headers } = await send();
    expect({ isDone: [200, 201].includes(status), replayed: headers.get('idempotency-replayed') }).toEqual({
      isDone: true,
      replayed: null,
    });
    expect(replayed(await send())).toBe('true');
  });

  it('leaves nothing behind when the database ends the connection in the middle', async () => {
    const { company, api } = await setup();
    const { id } = (await api.post(AT, projectBody(company))).body as { id: number };
    const before = await everythingOf(service.database, company.companyId);
    const send = async (): Promise<ApiResponse> =>
      api.send('PATCH', `${AT}/${id}`, { ...withKey('key'), body: { name: 'Renamed' } });
    await service.database.query(`
      create function fail() returns trigger language plpgsql as
        $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
      create trigger fail after insert on project_events for each row execute function fail();
    `);
    const failed = await send();
    await service.database.query('drop trigger fail on project_events; drop function fail()');
    expect(failed.status).toBe(503);
    expect(await everythingOf(service.database, company.companyId)).toEqual(before);
    expect((await send()).status).toBe(200);
  });
});
