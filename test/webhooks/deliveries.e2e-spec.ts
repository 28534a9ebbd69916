import { useService } from '../support/app';
import { eventsOf } from '../support/queries';
import { until } from '../support/until';
import { Receiver, useReceiver } from './receiver';
import {
  DELIVERING,
  createEndpoint,
  createProject,
  deliveriesOf,
  makeDue,
  newCompany,
  rename,
  untilStatus,
  verified,
} from './webhooks';

const service = useService(DELIVERING);
const receiver = useReceiver();

const statusOf = async (id: number): Promise<Record<string, unknown>> => {
  const [row] = await service.database.query<Record<string, unknown>>(
    'select is_enabled, disabled_reason, failing_since is not null as is_failing from webhook_endpoints where id = $1',
    [id],
  );
  return row!;
};

describe('an endpoint', () => {
  it('is sent each event after its creation, signed, as the feed has it', async () => {
    const { company, caller } = await newCompany(service);
    await createProject(caller, company, 'Before');
    const endpoint = await createEndpoint(caller, receiver.url);
    const id = await createProject(caller, company);
    await untilStatus(service.database, endpoint, 'delivered');
    const [, event] = (await eventsOf(service.database, company.companyId)) as {
      id: number;
      created_at: Date;
    }[];
    expect(receiver.ids).toEqual([String(event!.id)]);
    const [received] = receiver.received;
    const { body: feed } = await caller.get('/api/events');
    expect(verified(endpoint.secret, received!)).toEqual({
      type: 'project.created',
      timestamp: event!.created_at.toISOString(),
      data: (feed as object[])[1],
    });
    expect(received!.headers['content-type']).toBe('application/json');
    expect(received!.body.data).toMatchObject({ project_id: id });
    const log = await caller.get(`/api/webhook-endpoints/${endpoint.id}/deliveries`);
    expect(log.body).toEqual([
      {
        id: expect.any(Number) as number,
        created_at: expect.any(String) as string,
        updated_at: expect.any(String) as string,
        webhook_endpoint_id: endpoint.id,
        kind: 'event',
        event_id: event!.id,
        type: 'project.created',
        status: 'delivered',
        attempts: 1,
        next_attempt_at: null,
        response_status: 204,
        response_body: '',
        latency_ms: expect.any(Number) as number,
        error: null,
      },
    ]);
  });

  it('is sent the types that it takes', async () => {
    const { company, caller } = await newCompany(service);
    const endpoint = await createEndpoint(caller, receiver.url, { types: ['project.archived'] });
    const id = await createProject(caller, company);
    await caller.post(`/api/projects/${id}:archive`);
    await untilStatus(service.database, endpoint, 'delivered');
    expect(receiver.received.map(({ body }) => body.type)).toEqual(['project.archived']);
  });

  it.each([
    ['responds with 500', 500, 'the response has the status 500'],
    ['redirects', 302, 'the response has the status 302'],
    ['breaks off', undefined, 'the connection was closed without a response'],
  ])('that %s is sent the event again', async (_, status, error) => {
    const { company, caller } = await newCompany(service);
    const endpoint = await createEndpoint(caller, receiver.url);
    const elsewhere = await Receiver.start();
    receiver.respond = (_received, response) =>
      status === undefined
        ? response.destroy()
        : response.writeHead(status, { Location: elsewhere.url }).end('x'.repeat(2_000));
    await createProject(caller, company);
    await untilStatus(service.database, endpoint, 'pending');
    expect(await deliveriesOf(service.database, endpoint)).toEqual([
      expect.objectContaining({
        status: 'pending',
        attempts: 1,
        response_status: status ?? null,
        response_body: status === undefined ? null : 'x'.repeat(1_024),
        error,
      }),
    ]);
    expect(await statusOf(endpoint.id)).toEqual({
      is_enabled: true,
      disabled_reason: null,
      is_failing: true,
    });
    receiver.respond = (_received, response) => response.writeHead(200).end('thanks');
    await makeDue(service.database, endpoint);
    await untilStatus(service.database, endpoint, 'delivered');
    expect(await deliveriesOf(service.database, endpoint)).toEqual([
      expect.objectContaining({
        status: 'delivered',
        attempts: 2,
        response_status: 200,
        response_body: 'thanks',
        error: null,
      }),
    ]);
    expect(new Set(receiver.ids).size).toBe(1);
    expect(elsewhere.received).toEqual([]);
    await until(async () => !(await statusOf(endpoint.id)).is_failing);
    await elsewhere.stop();
  });

  it('that dies and comes back has missed nothing, each project in its order', async () => {
    const { company, caller } = await newCompany(service);
    const endpoint = await createEndpoint(caller, receiver.url);
    await receiver.stop();
    const ids = [await createProject(caller, company, 'A 0'), await createProject(caller, company, 'B 0')];
    for (const number of [1, 2, 3]) {
      await rename(caller, ids[0]!, `A ${number}`);
      await rename(caller, ids[1]!, `B ${number}`);
    }
    await untilStatus(service.database, endpoint, 'pending', 8);
    const before = await deliveriesOf(service.database, endpoint);
    // Only the first of each project was tried.
    expect(before.map(({ attempts }) => Number(attempts) > 0)).toEqual(
      before.map(({ subject }, at) => before.findIndex((row) => row.subject === subject) === at),
    );
    await receiver.listen();
    await makeDue(service.database, endpoint);
    await untilStatus(service.database, endpoint, 'delivered', 8);
    const events = (await eventsOf(service.database, company.companyId)) as {
      id: number;
      project_id: number;
    }[];
    for (const project of ids) {
      const sent = receiver.received.filter(({ body }) => body.data.project_id === project);
      expect(sent.map(({ headers }) => headers['webhook-id'])).toEqual(
        events.filter(({ project_id: id }) => id === project).map(({ id }) => String(id)),
      );
    }
  });

  it('whose response to one project fails is sent the events of the others', async () => {
    const { company, caller } = await newCompany(service);
    const endpoint = await createEndpoint(caller, receiver.url);
    const [bad, good] = [await createProject(caller, company), await createProject(caller, company)];
    await untilStatus(service.database, endpoint, 'delivered', 2);
    receiver.respond = ({ body }, response) =>
      response.writeHead(body.data.project_id === bad ? 500 : 200).end();
    await rename(caller, bad, 'Changed');
    await rename(caller, bad, 'Changed again');
    await rename(caller, good, 'Changed');
    await untilStatus(service.database, endpoint, 'delivered', 3);
    await untilStatus(service.database, endpoint, 'pending', 2);
    const ofBad = receiver.received.filter(({ body }) => body.data.project_id === bad);
    // The creation, and the first change as often as it was tried.
    expect(new Set(ofBad.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
  });

  it('that responds with 410 is disabled at once, and goes on where it stopped when it is enabled', async () => {
    const { company, caller } = await newCompany(service);
    const endpoint = await createEndpoint(caller, receiver.url);
    receiver.respond = (_, response) => response.writeHead(410).end();
    await createProject(caller, company);
    await until(async () => (await statusOf(endpoint.id)).is_enabled === false);
    const path = `/api/webhook-endpoints/${endpoint.id}`;
    expect((await caller.get(path)).body).toMatchObject({ is_enabled: false, disabled_reason: 'gone' });
    await createProject(caller, company);
    receiver.respond = (_, response) => response.writeHead(204).end();
    const enabled = await caller.send('PATCH', path, { body: { is_enabled: true } });
    expect(enabled.body).toMatchObject({ is_enabled: true, disabled_reason: null });
    await makeDue(service.database, endpoint);
    await untilStatus(service.database, endpoint, 'delivered', 2);
    const events = (await eventsOf(service.database, company.companyId)) as { id: number }[];
    expect(new Set(receiver.ids)).toEqual(new Set(events.map(({ id }) => String(id))));
  });

  it('to which nothing was delivered for three days is disabled', async () => {
    const { company, caller } = await newCompany(service);
    const endpoint = await createEndpoint(caller, receiver.url);
    receiver.respond = (_, response) => response.writeHead(503).end();
    await createProject(caller, company);
    await untilStatus(service.database, endpoint, 'pending');
    await service.database.query(
      `update webhook_endpoints set failing_since = now() - interval '3 days' where id = $1`,
      [endpoint.id],
    );
    await makeDue(service.database, endpoint);
    await until(async () => (await statusOf(endpoint.id)).is_enabled === false);
    expect(await statusOf(endpoint.id)).toMatchObject({ disabled_reason: 'failing' });
  });

  it('is not sent an event any more that failed for three days, and the next one of the project is', async () => {
    const { company, caller } = await newCompany(service);
    const endpoint = await createEndpoint(caller, receiver.url);
    receiver.respond = ({ body }, response) =>
      response.writeHead(body.type === 'project.created' ? 500 : 200).end();
    const id = await createProject(caller, company);
    await rename(caller, id, 'Changed');
    await untilStatus(service.database, endpoint, 'pending', 2);
    await service.database.query(
      `update webhook_deliveries set created_at = now() - interval '3 days', next_attempt_at = now()
        where webhook_endpoint_id = $1 and type = 'project.created'`,
      [endpoint.id],
    );
    await untilStatus(service.database, endpoint, 'failed');
    await untilStatus(service.database, endpoint, 'delivered');
    expect((await deliveriesOf(service.database, endpoint)).map(({ status }) => status)).toEqual([
      'failed',
      'delivered',
    ]);
  });

  it('whose person may not see its types any more is disabled', async () => {
    const { company, caller } = await newCompany(service);
    const endpoint = await createEndpoint(caller, receiver.url);
    await service.database.query(
      `update roles set permissions = array_remove(permissions, 'pipeline.view_other') where company_id = $1`,
      [company.companyId],
    );
    await createProject(caller, company);
    await until(async () => (await statusOf(endpoint.id)).is_enabled === false);
    expect(await statusOf(endpoint.id)).toMatchObject({ disabled_reason: 'forbidden' });
    expect(receiver.received).toEqual([]);
  });

  it('that never responds holds up no other, nor its company', async () => {
    const { company, caller } = await newCompany(service);
    const silent = await Receiver.start();
    silent.respond = () => undefined;
    await createEndpoint(caller, silent.url);
    const endpoint = await createEndpoint(caller, receiver.url);
    await createProject(caller, company);
    await untilStatus(service.database, endpoint, 'delivered');
    expect([silent.received.length, receiver.received.length]).toEqual([1, 1]);
    await silent.stop();
  });
});
