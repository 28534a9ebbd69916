import { responseJson } from '../../company-repository/response-json';
import { ProjectResponse } from '../dto/project.response.dto';

/** SQL of the response for a row with the columns of a project; `metadata` is SQL of its `metadata_<id>` members. */
export const projectJson = (row: string, metadata: string): string =>
  responseJson(ProjectResponse, row, metadata);

const member = (id: string, value: string): string =>
  `',"metadata_' || ${id} || '":' || to_json(${value})::text`;

/** The `metadata_<id>` members of a project that is stored, by ascending id. */
export const STORED_METADATA = `(
  select string_agg(${member('project_metadata_id', 'value')}, '' order by project_metadata_id)
    from project_metadata_values
   where company_id = projects.company_id and project_id = projects.id)`;

/** The same members of a project that is not stored yet. `given` is SQL of a table of ids and values; null stands for none. */
export const givenMetadata = (given: string): string => `(
  select string_agg(${member('given.id', 'given.value')}, '' order by given.id::bigint)
    from ${given} where given.value is not null)`;

/** The ids and values of a JSON object. */
export const metadataOf = (json: string): string => `json_each_text(${json}) as given (id, value)`;

/** The response for a row of `projects`. */
export const STORED_PROJECT = projectJson('projects', STORED_METADATA);
