import { type EventType } from '../events/event-types';
import { type Caller } from '../auth/caller';
import { permissionsOf } from './webhook-types';
import { WebhookPermissionError } from './webhooks.errors';

/** An endpoint is given what the feed would give to the caller, and no more. */
export function assertMayReceive({ permissions, exercised }: Caller, types: readonly EventType[]): void {
  const needed = permissionsOf(types);
  const missing = needed.find((permission) => !permissions.has(permission));
  if (missing !== undefined) throw new WebhookPermissionError(missing);
  for (const permission of needed) exercised?.add(permission);
}
