import { responseJson } from '../../company-repository/response-json';
import { ProjectResponse } from '../dto/project.response.dto';
import { RESPONSE_FORMAT } from '../project-columns';

/** SQL of the response for a row with the columns of a project; `metadata` is SQL of its `metadata_<id>` members. */
export const projectJson = (row: string | ((column: string) => string), metadata: string): string =>
  responseJson(ProjectResponse, row, metadata);

const member = (id: string, value: string): string =>
  `',"metadata_' || ${id} || '":' || to_json(${value})::text`;

/** The `metadata_<id>` members of a project that is stored, by ascending id. `company` is the placeholder of its company. */
export const storedMetadata = (company: string): string => `(
  select string_agg(${member('project_metadata_id', 'value')}, '' order by project_metadata_id)
    from project_metadata_values
   where company_id = ${company} and project_id = projects.id)`;

/** The same members of a project that is not stored yet. `given` is SQL of a table of ids and values; null stands for none. */
export const givenMetadata = (given: string): string => `(
  select string_agg(${member('given.id', 'given.value')}, '' order by given.id::bigint)
    from ${given} where given.value is not null)`;

/** The ids and values of a JSON object. */
export const metadataOf = (json: string): string => `json_each_text(${json}) as given (id, value)`;

/** The response for a row of `projects`, made of its columns and metadata values. */
export const madeResponse = (company: string): string => projectJson('projects', storedMetadata(company));

/** That the stored response of a row of `projects` is the one that would be made now. */
const IS_CURRENT = `projects.response_format = ${RESPONSE_FORMAT} and projects.response_stamp = projects.updated_at`;

/**
 * That the stored response is to be made anew: it has an earlier form, or the last change of the project did not write it. The
 * condition of the index. A later form is one of a later release, which runs beside this one.
 */
export const IS_STALE = `(projects.response_format < ${RESPONSE_FORMAT} or projects.response_stamp is distinct from projects.updated_at)`;

/** The stored response of a row of `projects`, or null if it does not count. */
export const CURRENT_RESPONSE = `case when ${IS_CURRENT} then projects.response end`;

/** The response for a row of `projects`. */
export const projectResponse = (company: string): string =>
  `case when ${IS_CURRENT} then projects.response else ${madeResponse(company)} end`;

/** What is stored with a response that was made of a row with this `updated_at`, as columns and SQL. */
export const storedResponse = (
  response: string,
  updatedAt: string,
): readonly (readonly [string, string])[] => [
  ['response', response],
  ['response_stamp', updatedAt],
  ['response_format', String(RESPONSE_FORMAT)],
];

/** The assignments that make the stored response of a row of `projects` of :company_id anew. */
export const RENEWAL = storedResponse(`(select ${madeResponse(':company_id')})`, 'projects.updated_at')
  .map(([column, value]) => `${column} = ${value}`)
  .join(', ');

/**
 * The assignments of an update of `projects` that sets some columns to SQL: these, the stamp, and the response that
 * follows from all of them.
 */
export function assignments(
  changed: readonly (readonly [column: string, value: string])[],
  updatedAt: string,
  metadata: string,
): string {
  const values = new Map([...changed, ['updated_at', updatedAt]] as const);
  const response = projectJson((column) => values.get(column) ?? `projects.${column}`, metadata);
  // A subquery: a distributed database takes no function that depends on settings, as to_char does, in an assignment.
  return [...values, ...storedResponse(`(select ${response})`, updatedAt)]
    .map(([column, value]) => `${column} = ${value}`)
    .join(', ');
}
