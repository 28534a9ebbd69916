import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { Database } from '../database/database';
import { CompanyReader } from '../company-repository/company-reader';
import { changeFromNull, changesFromNull } from '../company-repository/response-json';
import { PageQueryDto } from '../company-repository/list-query.dto';
import { ProjectEventResponse } from './dto/project-event.response.dto';
import { ProjectResponse } from './dto/project.response.dto';
import { CHANGEABLE_COLUMNS, GIVEN_COLUMNS } from './project-columns';
import { ProjectEvent } from './entities/project-event.entity';

const GIVEN = GIVEN_COLUMNS.map((name) => `'${name}'`).join(', ');

/** Of each field of a project that was changed after an event, what the first change says that it was before; null of none. */
const valuesBefore = (company: string, event: string): string => `
  select json_object_agg(field, value) as "values"
    from (
      select distinct on (field) change ->> 'field' as field, change -> 'from' as value
        from project_events as later cross join json_array_elements(later.changes) as change
       where later.company_id = ${company} and later.project_id = ${event}.project_id and later.id > ${event}.id
       order by field, later.id
    ) as first_changes`;

/** The metadata that the project of an event had when it was created. */
const initialMetadata = (company: string, event: string): string => `
  select string_agg(${changeFromNull("'metadata_' || id", 'to_json(value)')}, '' order by id)
    from (
      select project_metadata_id as id, value
        from project_metadata_values
       where company_id = ${company} and project_id = ${event}.project_id
         and before."values" -> ('metadata_' || project_metadata_id) is null
      union all
      select substr(key, length('metadata_') + 1)::bigint, value
        from json_each_text(before."values")
       where starts_with(key, 'metadata_') and value is not null
    ) as metadata`;

/** What the project of an event was when it was created: what it is now, but for what was changed since. */
const initialValues = (company: string, event: string): string => `
  select ${changesFromNull(ProjectResponse, CHANGEABLE_COLUMNS, 'initial', `(${initialMetadata(company, event)})`)}
    from projects
    cross join lateral (${valuesBefore(company, event)}) as before
    cross join lateral json_populate_record(projects, before."values") as initial
   where projects.company_id = ${company} and projects.id = ${event}.project_id`;

/** Of a creation by an earlier release the project is kept as it was. */
const stateOf = (event: string): string => `
  select json_agg(json_build_object('field', key, 'from', null, 'to', value))
    from json_each(${event}.state)
   where json_typeof(value) <> 'null' and key not in (${GIVEN})`;

/**
 * SQL of the changes of an event: of a creation, each value of the project as a change from none. `event` is the name of
 * something with the columns of `project_events`, `isCreation` a condition of it.
 */
export const changesOf = (company: string, event: string, isCreation: string): string => `
  case when ${event}.state is not null then (${stateOf(event)})
       when ${isCreation} then (${initialValues(company, event)})
       else ${event}.changes end`;

@Injectable()
export class ProjectHistoryRepository extends CompanyReader<ProjectEventResponse> {
  constructor(database: Database) {
    super(database, {
      entity: ProjectEvent,
      response: ProjectEventResponse,
      computed: {
        changes: (company) => changesOf(company, 'project_events', "project_events.action = 'created'"),
      },
      query: PageQueryDto,
    });
  }

  /** What was done to a project, the first thing first. */
  async listOf(caller: Caller, projectId: number, query: PageQueryDto): Promise<ProjectEventResponse[]> {
    return this.list(caller, query, (values) => `project_id = ${values.add(projectId)}`);
  }
}
