import { outcomeOf } from './delivery-outcome';

import { MAX_PENDING } from './endpoint-leases.repository';
import { formatCursor, parseCursor } from '../company-repository/event-cursor';
import { type EventRow } from '../events/events.repository';
import { inParallel } from './in-parallel';
import { type Turn } from './turn';

/** How many events are read at once, and how many of different items are under way at once. */
const [PAGE, PARALLEL] = [100, 6];

/** Sends the events of the feed behind the position of an endpoint, those of an item one after the other. */
export async function sendNew(turn: Turn, position: string): Promise<void> {
  const { companyId, endpointId, types } = turn;
  const { events, outcomes, queries } = turn.services;
  let after = parseCursor(position)!;
  while (turn.goesOn) {
    const query = { scope: { companyId }, after, limit: PAGE, types };
    const page = await queries.run(companyId, () => events.list(query));
    if (page.events.length === 0) return;
    const { subjects, pending } = await outcomes.pending(companyId, endpointId);
    if (pending >= MAX_PENDING) return;
    const done = await sendPage(turn, page.events, subjects);
    if (done === 0) return;
    const isWhole = done === page.events.length;
    after = isWhole ? page.next : placeOf(page.events[done - 1]!);
    if (!(await turn.advance(formatCursor(after))) || !isWhole) return;
  }
}

/** Returns how many events at the beginning of the page have a delivery now. */
async function sendPage(turn: Turn, events: readonly EventRow[], blocked: Set<string>): Promise<number> {
  const { companyId, endpointId, services } = turn;
  // Of a process that ended before it could advance the position.
  const done = await services.outcomes.known(companyId, endpointId, events);
  const bySubject = new Map<string, EventRow[]>();
  for (const event of events) {
    if (done.has(event.id)) continue;
    const subject = subjectOf(event);
    bySubject.set(subject, [...(bySubject.get(subject) ?? []), event]);
  }
  await inParallel(PARALLEL, [...bySubject], async ([subject, ofSubject]) => {
    for (const event of ofSubject) {
      if (!turn.goesOn || !(await sendEvent(turn, event, subject, blocked))) return;
      done.add(event.id);
    }
  });
  const first = events.findIndex(({ id }) => !done.has(id));
  return first === -1 ? events.length : first;
}

/** An event of an item whose earlier event is pending waits behind it. False: there is no outcome. */
async function sendEvent(
  turn: Turn,
  event: EventRow,
  subject: string,
  blocked: Set<string>,
): Promise<boolean> {
  const { id, type, created_at: timestamp, traceparent, response: data } = event;
  const isBlocked = blocked.has(subject);
  const attempt = isBlocked
    ? undefined
    : await turn.send({ id: String(id), type, timestamp, traceparent, data });
  if (attempt === undefined && !isBlocked) return false;
  const outcome = outcomeOf(attempt, 1);
  if (outcome.status === 'pending') blocked.add(subject);
  await turn.services.outcomes.add(turn.companyId, turn.endpointId, event, subject, outcome);
  return true;
}

function subjectOf({ project_id: project, client_id: client, contact_id: contact }: EventRow): string {
  if (project !== null) return `project:${project}`;
  return contact === null ? `client:${client}` : `contact:${contact}`;
}

const placeOf = ({ created_at: stamp, id }: EventRow): { at: number; id: number } => ({
  at: stamp.getTime(),
  id,
});
