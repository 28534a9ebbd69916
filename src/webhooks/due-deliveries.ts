import { type EventType } from '../events/event-types';
import { GIVEN_UP, outcomeOf } from './delivery-outcome';
import { type DueDelivery } from './delivery-outcomes.repository';

import { inParallel } from './in-parallel';
import { type DeliveryMessage, type Turn } from './turn';

/** How many deliveries of different items are under way at once. */
const PARALLEL = 2;

/** Sends what is due of the retry list of an endpoint, of each item the first one. */
export async function sendDue(turn: Turn): Promise<void> {
  while (turn.goesOn) {
    const due = await turn.services.outcomes.due(turn.companyId, turn.endpointId);
    let sent = 0;
    await inParallel(PARALLEL, due, async (delivery) => {
      if (turn.goesOn && (await sendAgain(turn, delivery))) sent++;
    });
    if (sent === 0) return;
  }
}

/** False: there is no outcome. */
async function sendAgain(turn: Turn, delivery: DueDelivery): Promise<boolean> {
  const { outcomes } = turn.services;
  const isTest = delivery.kind === 'test';
  const type = turn.types.find((wanted) => wanted === delivery.type);
  if (!isTest && type === undefined) {
    await outcomes.change(turn.companyId, delivery, GIVEN_UP);
    return true;
  }
  const message = type === undefined ? testMessage(delivery) : await messageOf(turn, delivery, type);
  const attempt = message && (await turn.send(message));
  if (attempt === undefined) return false;
  const outcome = outcomeOf(attempt, delivery.attempts + 1, isTest || delivery.is_last);
  await outcomes.change(turn.companyId, delivery, outcome);
  return true;
}

/** Reads the event again, with its project as it is now. */
async function messageOf(
  { companyId, services: { events, queries } }: Turn,
  { event_created_at: at, event_id: id }: DueDelivery,
  type: EventType,
): Promise<DeliveryMessage | undefined> {
  const query = { scope: { companyId }, after: { at: at!.getTime(), id: id! - 1 }, limit: 1, types: [type] };
  const { events: found } = await queries.run(companyId, () => events.list(query));
  const event = found.find((one) => one.id === id);
  if (event === undefined) return undefined;
  const { created_at: timestamp, traceparent, response: data } = event;
  return { id: String(id), type, timestamp, traceparent, data };
}

function testMessage({ id, type, created_at: timestamp, webhook_endpoint_id }: DueDelivery): DeliveryMessage {
  return {
    id: `test_${id}`,
    type,
    timestamp,
    traceparent: null,
    data: JSON.stringify({ webhook_endpoint_id }),
    isTest: true,
  };
}
