import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { Database } from '../database/database';
import { CompanyReader } from '../company-repository/company-reader';
import { PageQueryDto } from '../company-repository/list-query.dto';
import { ProjectEventResponse } from './dto/project-event.response.dto';
import { fieldsOf } from '../fields/field-registry';
import { ProjectResponse } from './dto/project.response.dto';
import { CHANGEABLE_COLUMNS, GIVEN_COLUMNS } from './project-columns';
import { ProjectEvent } from './entities/project-event.entity';
import { PROJECT_RESPONSE } from './sql/project-json.sql';

const textsOf = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

const GIVEN = textsOf(GIVEN_COLUMNS);

/** Names of metadata begin with it. */
const METADATA = 'metadata_';

/** What a new project can have a value of, in the order of a response. Everything else is null then. */
const FIELDS = [...fieldsOf(ProjectResponse)].filter(([key]) =>
  (CHANGEABLE_COLUMNS as readonly string[]).includes(key),
);
const IN_ORDER = textsOf([
  ...FIELDS.filter(([, { required }]) => required).map(([key]) => key),
  METADATA,
  ...FIELDS.filter(([, { required }]) => !required).map(([key]) => key),
]);

const listOf = (from: string): string => `
  select json_agg(json_build_object('field', field, 'from', null, 'to', value)) from (${from}) as initial`;

/**
 * What the project of an event was when it was created: of each field, what the first later change says that it was
 * before, or else what it is now.
 */
const initialValues = (company: string, event: string): string => `
  select field, value
    from (
      select distinct on (field) field, value
        from (
          select change ->> 'field' as field, change -> 'from' as value, later.id as at
            from project_events as later cross join json_array_elements(later.changes) as change
           where later.company_id = ${company} and later.project_id = ${event}.project_id
             and later.id > ${event}.id
          union all
          select members.field, members.value, null
            from projects cross join json_each((${PROJECT_RESPONSE})::json) as members (field, value)
           where projects.company_id = ${company} and projects.id = ${event}.project_id
        ) as known
       order by field, at
    ) as first_values
    cross join lateral (select starts_with(field, '${METADATA}') as is_metadata) as kind
    cross join lateral (
      select array_position(array[${IN_ORDER}], case when is_metadata then '${METADATA}' else field end) as place
    ) as places
   where json_typeof(value) <> 'null' and place is not null
   order by place, case when is_metadata then substr(field, ${METADATA.length + 1})::bigint end`;

/** Of a creation by an earlier release the project is kept as it was. */
const stateOf = (event: string): string => `
  select key as field, value from json_each(${event}.state)
   where json_typeof(value) <> 'null' and key not in (${GIVEN})`;

/**
 * SQL of the changes of an event: of a creation, each value of the project as a change from none. `event` is the name of
 * something with the columns of `project_events`, `isCreation` a condition of it.
 */
export const changesOf = (company: string, event: string, isCreation: string): string => `
  case when ${event}.state is not null then (${listOf(stateOf(event))})
       when ${isCreation} then (${listOf(initialValues(company, event))})
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
