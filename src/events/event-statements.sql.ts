import { ClientResponse } from '../clients/client.response.dto';
import { externalIdentifiersSql } from '../clients/external-identifiers.repository';
import { ContactResponse } from '../contacts/contact.response.dto';
import { projectResponse } from '../projects/sql/project-json.sql';
import { changesOf } from '../projects/project-history.repository';
import { responseJson } from '../company-repository/response-json';
import { EventResponse } from './dto/event.response.dto';

/** The kinds of events that a page may have, and of which project it is if it is of one. */
export interface EventSelection {
  readonly ofProjects: boolean;
  readonly ofCrm: boolean;
  readonly ofOneProject: boolean;
}

export type EventParameters =
  'company_id' | 'after' | 'after_id' | 'until' | 'limit' | 'actions' | 'crm_types' | 'project_id';

const ON_PAGE = `company_id = :company_id and (created_at, id) > (:after::timestamptz, :after_id::bigint)
        and created_at < :until::timestamptz`;
const IN_ORDER = 'order by created_at, id limit :limit::integer';

const projectEvents = (ofOneProject: boolean): string => `
    (select created_at, id, 'project.' || action as type, project_id, null::bigint as client_id,
            null::bigint as contact_id, person_id, token_id, request_id, traceparent, changes,
            state
       from project_events
      where ${ON_PAGE} and action = any(:actions::text[])${ofOneProject ? ' and project_id = :project_id' : ''}
      ${IN_ORDER})`;

const CRM_EVENTS = `
    (select created_at, id, type, null::bigint as project_id, client_id, contact_id, person_id, token_id, request_id,
            traceparent, changes, null::json as state
       from crm_events
      where ${ON_PAGE} and type = any(:crm_types::text[])
      ${IN_ORDER})`;

/** The item that an event is about, as the statement finds it: the event and its effect are committed together. */
const ITEMS = `
      concat(',"project_id":' || event.project_id || ',"project":' || (
               select ${projectResponse(':company_id')} from projects where company_id = :company_id and id = event.project_id),
             ',"client_id":' || event.client_id || ',"client":' || (
               select ${responseJson(ClientResponse, 'client', 'null')}
                 from (select clients.*, ${externalIdentifiersSql(':company_id')} as external_identifiers
                         from clients where company_id = :company_id and id = event.client_id) as client),
             ',"contact_id":' || event.contact_id || ',"contact":' || (
               select ${responseJson(ContactResponse, 'client_contacts', 'null')}
                 from client_contacts where company_id = :company_id and id = event.contact_id))`;

/** A page of the events of a company, each with its JSON. */
export function listEvents({ ofProjects, ofCrm, ofOneProject }: EventSelection): string {
  const sources = [...(ofProjects ? [projectEvents(ofOneProject)] : []), ...(ofCrm ? [CRM_EVENTS] : [])];
  return `
  with page as materialized (
    select * from (${sources.join(' union all ')}) as events
     ${IN_ORDER}
  )
  select created_at, id, type, project_id, client_id, contact_id, traceparent, ${responseJson(EventResponse, 'event', ITEMS)} as response
    from (
      select created_at, id, type, project_id, client_id, contact_id, person_id, token_id, request_id,
             traceparent,
             (extract(epoch from created_at) * 1000)::bigint || '.' || id as cursor, ${changesOf(':company_id', 'page', "page.type = 'project.created'")} as changes
        from page
    ) as event
   order by created_at, id`;
}
