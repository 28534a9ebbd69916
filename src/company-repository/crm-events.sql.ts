import { fieldsOf } from '../fields/field-registry';

/** The resources, beside projects, whose changes are events of the feed. */
export type EventNoun = 'client' | 'contact';
export type EventVerb = 'created' | 'updated' | 'deleted';

export interface EventAuthor {
  readonly personId: number;
  readonly tokenId: number;
  readonly requestId: string;
  readonly traceparent?: string | undefined;
}

export interface StoredEvent {
  readonly noun: EventNoun;
  readonly verb: EventVerb;
  /** SQL of the changes, an array of `{field, from, to}`. */
  readonly changes: string;
  /** What has the rows that were written: their `id`, and `updated_at`, which is the stamp of the event. */
  readonly from: string;
}

/** SQL that stores an event for each row. The placeholders are of the company, and of the author's parts. */
export function storeCrmEvents(
  { noun, verb, changes, from }: StoredEvent,
  [company, person, token, request, traceparent]: readonly [string, string, string, string, string],
): string {
  return `
    insert into crm_events (company_id, created_at, id, type, ${noun}_id, person_id, token_id, request_id, traceparent,
                            changes)
    select ${company}, written.updated_at, nextval('project_events_id_seq'), '${noun}.${verb}', written.id,
           ${person}::bigint, ${token}::bigint, ${request}::text,
           ${traceparent}::text, ${changes}
      from ${from}`;
}

/** The fields that the changes of an event can name. */
const reportedFields = (response: abstract new () => object): string =>
  [...fieldsOf(response).keys()]
    .filter((key) => !['id', 'created_at', 'updated_at', 'deleted_at'].includes(key))
    .map((key) => `'${key}'`)
    .join(', ');

/** SQL of the changes that made `written`: each of its values is a change from none, and `further` is SQL of an array of others, … */
export const creationOf = (response: abstract new () => object, further?: string): string =>
  changes(
    `
        select json_build_object('field', field, 'from', null, 'to', value) as change
          from json_each(row_to_json(written)) as given (field, value)
         where json_typeof(value) <> 'null' and field in (${reportedFields(response)})`,
    further,
  );

/** … or that made it of `stored`. */
export const changeOf = (response: abstract new () => object, further?: string): string =>
  changes(
    `
        select json_build_object('field', field, 'from', before, 'to', after) as change
          from json_each(row_to_json(stored)) as one (field, before)
          join json_each(row_to_json(written)) as other (field, after) using (field)
         where before::text <> after::text and field in (${reportedFields(response)})`,
    further,
  );

const changes = (ofRow: string, further = `'[]'`): string => `(
    select coalesce(json_agg(change), '[]')
      from (${ofRow}
         union all
        select json_array_elements(${further}::json)
      ) as changes)`;
