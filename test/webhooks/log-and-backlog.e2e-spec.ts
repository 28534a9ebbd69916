import { setTimeout as delay } from 'node:timers/promises';
import { WebhookLogCleaner } from '../../src/webhooks/webhook-log.cleaner';
import { useService } from '../support/app';
import { until } from '../support/until';
import { Receiver } from './receiver';
import {
  createEndpoint,
  createProject,
  DELIVERING,
  deliveriesOf,
  makeDue,
  newCompany,
  rename,
  untilStatus,
} from './webhooks';

const service = useService(DELIVERING);
let receiver: Receiver;

beforeEach(async () => {
  receiver = await Receiver.start();
});

afterEach(async () => {
  await receiver.stop();
});

describe('the log of deliveries', () => {
  it('is kept for 30 days, what is pending for longer, and of a deleted endpoint nothing', async () => {
    const { company, caller } = await newCompany(service);
    const [kept, deleted] = [
      await createEndpoint(caller, receiver.url),
      await createEndpoint(caller, receiver.url),
    ];
    for (const name of ['Old', 'Pending', 'Young']) await createProject(caller, company, name);
    for (const endpoint of [kept, deleted]) await untilStatus(service.database, endpoint, 'delivered', 3);
    const [old, pending, young] = await deliveriesOf(service.database, kept);
    const age = async (row: Record<string, unknown>, days: number, status: string): Promise<void> => {
      await service.database.query(
        `update webhook_deliveries set created_at = now() - $1::integer * interval '1 day', status = $2,
                next_attempt_at = 'infinity' where webhook_endpoint_id = $3 and event_id = $4`,
        [days, status, kept.id, row.event_id],
      );
    };
    await age(old!, 31, 'failed');
    await age(pending!, 31, 'pending');
    await age(young!, 29, 'delivered');
    await caller.send('DELETE', `/api/webhook-endpoints/${deleted.id}`);
    const cleaner = service.app.get(WebhookLogCleaner, { strict: false });
    const rowsOf = async (): Promise<object[]> =>
      service.database.query('select id from webhook_endpoints where company_id = $1 order by id', [
        company.companyId,
      ]);

    await cleaner.clean();
    expect((await deliveriesOf(service.database, kept)).map(({ event_id: id }) => id)).toEqual([
      pending!.event_id,
      young!.event_id,
    ]);
    expect(await deliveriesOf(service.database, deleted)).toEqual([]);
    expect(await rowsOf()).toEqual([{ id: kept.id }, { id: deleted.id }]);
    await service.database.query(
      `update webhook_endpoints set deleted_at = now() - interval '61 seconds' where id = $1`,
      [deleted.id],
    );
    await cleaner.clean();
    expect(await rowsOf()).toEqual([{ id: kept.id }]);
    expect(await deliveriesOf(service.database, kept)).toHaveLength(2);
  });
});

describe('an endpoint that was away', () => {
  it('with more than 1,000 pending events gets all of them, those of a project in their order', async () => {
    const [PROJECTS, CHANGES] = [20, 52];
    const { company, caller } = await newCompany(service);
    const endpoint = await createEndpoint(caller, receiver.url);
    await receiver.stop();
    const ids: number[] = [];
    for (let count = 0; count < PROJECTS; count++) ids.push(await createProject(caller, company));
    await Promise.all(
      ids.map(async (id) => {
        for (let change = 1; change <= CHANGES; change++) await rename(caller, id, String(change));
      }),
    );
    const all = PROJECTS * (CHANGES + 1);
    // No more than 1,000 wait at once; the others wait in the feed.
    await untilStatus(service.database, endpoint, 'pending', 1_000);
    await receiver.listen();
    await until(async () => {
      await makeDue(service.database, endpoint);
      await delay(200);
      const [row] = await service.database.query<{ count: number }>(
        `select count(*)::integer as count from webhook_deliveries where webhook_endpoint_id = $1 and status = 'delivered'`,
        [endpoint.id],
      );
      return row!.count >= all;
    });
    const seen = new Map<number, number[]>();
    for (const { body } of receiver.received) {
      const { id, project_id: project } = body.data as { id: number; project_id: number };
      const events = seen.get(project) ?? [];
      if (!events.includes(id)) seen.set(project, [...events, id]);
    }
    expect([...seen.values()].map((events) => events.length)).toEqual(ids.map(() => CHANGES + 1));
    for (const events of seen.values()) expect(events).toEqual([...events].sort((one, other) => one - other));
    expect(new Set(receiver.ids).size).toBe(all);
  }, 120_000);
});
