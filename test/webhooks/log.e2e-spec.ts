import { WebhookLogCleaner } from '../../src/webhooks/webhook-log.cleaner';
import { useService } from '../support/app';
import { useReceiver } from './receiver';
import { createEndpoint, createProject, DELIVERING, deliveriesOf, newCompany, untilStatus } from './webhooks';

const service = useService(DELIVERING);
const receiver = useReceiver();

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

    await cleaner.run();
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
    await cleaner.run();
    expect(await rowsOf()).toEqual([{ id: kept.id }]);
    expect(await deliveriesOf(service.database, kept)).toHaveLength(2);
  });
});
