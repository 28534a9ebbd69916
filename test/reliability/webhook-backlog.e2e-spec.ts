import { setTimeout as delay } from 'node:timers/promises';
import { useService } from '../support/app';
import { projectBody } from '../support/builders/project';
import { until } from '../support/until';
import { useReceiver } from '../webhooks/receiver';
import {
  createEndpoint,
  createProject,
  DELIVERING,
  makeDue,
  newCompany,
  rename,
  untilStatus,
} from '../webhooks/webhooks';
import { scaled } from './scale';

/** So many deliveries of an endpoint wait at most; the other events wait in the feed. */
const MAX_PENDING = 1_000;

const service = useService(DELIVERING);
const receiver = useReceiver();

describe('an endpoint that was away', () => {
  it('gets all events that it missed, those of a project in their order', async () => {
    const [IMPORTED, PROJECTS, CHANGES] = [scaled(50, 1_000), 5, scaled(4, 10)];
    const { company, caller } = await newCompany(service);
    const endpoint = await createEndpoint(caller, receiver.url);
    await receiver.stop();
    const ids: number[] = [];
    for (let count = 0; count < PROJECTS; count++) ids.push(await createProject(caller, company));
    const file = `${JSON.stringify(projectBody(company))}\n`.repeat(IMPORTED);
    await caller.post('/api/projects:import', file, { headers: { 'Content-Type': 'application/x-ndjson' } });
    for (let change = 1; change <= CHANGES; change++)
      for (const id of ids) await rename(caller, id, String(change));
    const all = IMPORTED + PROJECTS * (CHANGES + 1);
    await untilStatus(service.database, endpoint, 'pending', Math.min(all, MAX_PENDING));
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
    const eventsOf = (project: number): number[] => {
      const own = receiver.received.filter(({ body }) => body.data.project_id === project);
      return [...new Set(own.map(({ body }) => body.data.id as number))];
    };
    for (const id of ids) {
      const events = eventsOf(id);
      expect(events).toHaveLength(CHANGES + 1);
      expect(events).toEqual([...events].sort((one, other) => one - other));
    }
    expect(new Set(receiver.ids).size).toBe(all);
  }, 120_000);
});
