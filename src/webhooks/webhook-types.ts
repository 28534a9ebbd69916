import { type Permission } from '../auth/permissions';
import { EVENT_TYPES, type EventType, isCrmEventType } from '../events/event-types';

/** The permissions without which no event can be read in the feed. */
const OF_ALL: readonly Permission[] = ['pipeline.view', 'pipeline.view_other'];

/** The permissions that reading events of these types in the feed needs. */
export function permissionsOf(types: readonly EventType[]): readonly Permission[] {
  return types.some(isCrmEventType) ? [...OF_ALL, 'crm.view'] : OF_ALL;
}

/**
 * The types of the events that an endpoint is sent, of a person with these permissions; undefined if the person may not
 * see what the endpoint asks for, or is archived.
 */
export function wantedTypes(
  types: readonly EventType[],
  permissions: readonly Permission[] | null,
): readonly EventType[] | undefined {
  const mayRead = (wanted: readonly EventType[]): boolean =>
    permissionsOf(wanted).every((permission) => permissions?.includes(permission));
  if (!mayRead(types)) return undefined;
  return types.length > 0 ? types : EVENT_TYPES.filter((type) => mayRead([type]));
}
