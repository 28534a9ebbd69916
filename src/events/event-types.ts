import { PROJECT_ACTIONS } from '../projects/entities/project-event.entity';

/** What can happen to a project: the type of an event is `project.` and the action that its history has. */
export const PROJECT_EVENT_TYPES = PROJECT_ACTIONS.map((action) => `project.${action}` as const);

/** What can happen to clients and contacts. */
export const CRM_EVENT_TYPES = [
  'client.created',
  'client.updated',
  'client.deleted',
  'contact.created',
  'contact.updated',
  'contact.deleted',
] as const;

export const EVENT_TYPES = [...PROJECT_EVENT_TYPES, ...CRM_EVENT_TYPES];
export type EventType = (typeof EVENT_TYPES)[number];

export const isCrmEventType = (type: EventType): boolean =>
  (CRM_EVENT_TYPES as readonly string[]).includes(type);
