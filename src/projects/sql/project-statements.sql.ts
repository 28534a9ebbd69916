import { announcedStamp, laterThan, UNANNOUNCED_STAMP } from '../../database/announced-stamp';
import { statement } from '../../database/statement';
import {
  type CheckedProject,
  hasExternalIdentity,
  type ProblemRow,
  projectChecks,
  recordOf,
} from './project-checks.sql';
import {
  CHANGEABLE_COLUMNS,
  changedValues,
  createdValues,
  FIELD_TYPES,
  PLAIN_COLUMNS,
  STORED_COLUMNS,
  typesOf,
} from '../project-columns';
import { storeHistory } from './project-history.sql';
import { givenMetadata, projectJson, STORED_PROJECT } from './project-json.sql';

/** What is read of a project of a list, and of one alone: whose it is, too. */
export const LISTED_COLUMNS = `id, ${STORED_PROJECT} as response`;
export const READ_COLUMNS = `pm_id, account_id, ${LISTED_COLUMNS}`;

/** Projects that are not deleted, by their ids. */
export const FIND = statement<'company_id' | 'ids'>(
  'find-several-projects',
  `select ${READ_COLUMNS} from projects
    where company_id = :company_id and id = any(:ids::bigint[]) and deleted_at is null`,
);

/** Who writes, by which token and request, in which trace: what the history says of every change. */
const AUTHOR = { person_id: 'bigint', token_id: 'bigint', request_id: 'text', traceparent: 'text' } as const;

/** The same for a statement that has them as parameters. */
const CALLER = {
  company: ':company_id',
  person: ':person_id',
  token: ':token_id',
  request: ':request_id',
  traceparent: ':traceparent',
} as const;

/** What a new project is made of, beside what the checks look at. */
const CREATED = {
  ...FIELD_TYPES,
  ...AUTHOR,
  /** The idempotency key, and what it was sent with. */
  key: 'text',
  request_hash: 'text',
  /** True: one of many, of which the caller does not read the whole response. */
  is_line: 'boolean',
};

export type NewProject = CheckedProject & Readonly<Partial<Record<keyof typeof CREATED, unknown>>>;

/**
 * What becomes of one candidate: the response, or the problems that say why not, or neither if its idempotency key exists.
 * The id is null in a dry run.
 */
export interface CreatedRow {
  readonly n: number;
  readonly id: number | null;
  readonly response: string | null;
  readonly problems: ProblemRow[] | null;
}

/** What a new project has of all the columns that the statement does not give it itself. */
const NEW_VALUES = createdValues()
  .map(([column, value]) => `${value} as ${column}`)
  .join(', ');

/** The columns that a create stores. */
const STORED = STORED_COLUMNS.join(', ');

/**
 * The candidates without problems as rows of `projects`, with the values that the database gives them and those that
 * only changes set, and the response for each.
 */
const accepted = (id: string): string => `
  new_rows as materialized (
    select n, ${Object.keys(AUTHOR).join(', ')}, key, request_hash, is_line, metadata, ${id} as id,
           stamp.at as created_at, stamp.at as updated_at, null::timestamptz as deleted_at, ${NEW_VALUES}
      from candidates cross join company cross join stamp
     where not exists (select from problems where problems.n = candidates.n)
     order by n
  ),
  accepted as materialized (
    select new_rows.*, ${projectJson('new_rows', givenMetadata('new_rows.metadata'))} as response from new_rows
  )`;

/** The candidates with the rows of `table` that were made of them. */
const results = (table: string): string => `
  select candidates.n, result.id, case when result.is_line then '' else result.response end as response,
         (select json_agg(problems) from problems where problems.n = candidates.n) as problems
    from candidates left join ${table} as result on result.n = candidates.n
   order by candidates.n`;

/** There is a candidate without problems. */
const SOME_ACCEPTED =
  'exists (select from candidates where not exists (select from problems where problems.n = candidates.n))';

/** Always true. The rows to be written are made after it. */
const LIMITED = "set_config('lock_timeout', :lock_timeout, true) is not null";

/**
 * The whole of creating projects, one or many: the checks, their idempotency keys, the projects, their metadata values
 * and their history, in one statement and so in one transaction. A candidate whose key exists is not created: it has
 * neither a response nor problems. Only the location shows which of two candidates with one key has stored it. It waits
 * `lock_timeout` milliseconds for a row; for a table it waits before it begins, and so as long as its session says.
 */
export const CREATE = statement<'company_id' | 'candidates' | 'lock_timeout' | 'began'>(
  'create-projects',
  `with ${projectChecks(CREATED, LIMITED)},
  ${announcedStamp(':company_id', { began: ':began', condition: SOME_ACCEPTED })}, ${accepted("nextval('projects_id_seq')")},
  stored_keys as (
    insert into idempotency_keys (company_id, person_id, key, request_hash, status, location, body)
    select :company_id, person_id, key, request_hash, 201, '/api/projects/' || id,
           case when is_line then '{"id":' || id || '}' else response end
      from accepted where key is not null
    on conflict (company_id, person_id, key) do nothing
    returning location
  ),
  created as materialized (
    select * from accepted
     where key is null or '/api/projects/' || id in (select location from stored_keys)
  ),
  stored as (
    insert into projects (company_id, ${STORED}) select :company_id, ${STORED} from created
  ),
  stored_values as (
    insert into project_metadata_values (company_id, project_id, project_metadata_id, value)
    select :company_id, created.id, given.id, given.value
      from created join given on given.n = created.n
     where given.value is not null
  ),
  stored_events as (
    ${storeHistory({
      company: ':company_id',
      action: "'created'",
      person: 'person_id',
      token: 'token_id',
      request: 'request_id',
      traceparent: 'traceparent',
      state: 'response::json',
      from: 'created',
    })}
  )
  ${results('created')}`,
);

/** What CREATE would return. It writes nothing and takes no ids. */
export const PREVIEW = statement<'company_id' | 'candidates'>(
  'preview-projects',
  `with ${projectChecks(CREATED)}, ${UNANNOUNCED_STAMP}, ${accepted('null::bigint')} ${results('accepted')}`,
);

/** The problems of candidates that are not to be written. */
export const CHECK = statement<'company_id' | 'candidates'>(
  'check-projects',
  `with ${projectChecks()} select * from problems`,
);

/** How many projects of the company PostgreSQL expects, in `"QUERY PLAN"`. */
export const EXPLAIN_COMPANY = 'explain (format json) select from projects where company_id = $1';

export const ANALYZE = 'select analyze_projects()';

export const FIND_BY_EXTERNAL_IDENTITY = statement<'company_id' | 'external_source' | 'external_id'>(
  'find-project-by-external-identity',
  `select id from projects
    where company_id = :company_id and ${hasExternalIdentity(':external_id', ':external_source')}`,
);

/**
 * Locks a project that is to be changed. It is read afterwards: a statement that waits for the lock sees the project as it
 * is then, but the metadata values as they were before.
 */
export const LOCK = statement<'company_id' | 'id'>(
  'lock-project',
  'select from projects where company_id = :company_id and id = :id and deleted_at is null for update',
);

/** What a statement returns that changes a project unless there are problems. */
export interface ChangedRow {
  readonly response: string | null;
  readonly problems: ProblemRow[] | null;
}

export type UpdateParameters =
  | 'company_id'
  | 'read_at'
  /** The project is the only one. */
  | 'candidates'
  /** A JSON object of all columns that can change. */
  | 'row'
  /** A JSON object of the metadata values as they are to be, by id. */
  | 'metadata'
  | 'action'
  | 'changes'
  | keyof typeof AUTHOR;

const CHANGEABLE = recordOf(typesOf(CHANGEABLE_COLUMNS));

const assignments = (columns: typeof CHANGEABLE_COLUMNS): string =>
  changedValues(columns)
    .map(([column, value]) => `${column} = ${value}`)
    .join(', ');

/** `read_at` is the `updated_at` that the change was decided upon. A project that has another one by now is not changed. */
const IS_AS_READ = 'projects.updated_at = :read_at::timestamptz and projects.deleted_at is null';

/**
 * The whole of a change: the checks, the project, its metadata values and its history. It returns neither a response nor
 * problems if the project is not as it was read.
 */
export const UPDATE = statement<UpdateParameters>(
  'update-project',
  `with ${projectChecks()},
  ${announcedStamp(':company_id', { condition: 'not exists (select from problems)' })},
  changed as (
    update projects
       set ${assignments(CHANGEABLE_COLUMNS)}, updated_at = ${laterThan('projects.updated_at')}
      from company, candidates, stamp, json_to_record(:row::json) as next (${CHANGEABLE})
     where projects.company_id = :company_id and projects.id = candidates.project_id and ${IS_AS_READ}
       and not exists (select from problems)
    returning projects.*
  ),
  responses as materialized (
    select id, ${projectJson('changed', givenMetadata(':metadata::json'))} as response from changed
  ),
  removed_values as (
    delete from project_metadata_values
     using changed, given
     where project_metadata_values.company_id = :company_id and project_id = changed.id
       and project_metadata_id = given.id and given.value is null
  ),
  stored_values as (
    insert into project_metadata_values (company_id, project_id, project_metadata_id, value)
    select :company_id, changed.id, given.id, given.value
      from changed cross join given
     where given.value is not null
    on conflict (company_id, project_id, project_metadata_id) do update set value = excluded.value
  ),
  stored_events as (
    ${storeHistory({ ...CALLER, action: ':action', changes: ':changes::json', from: 'changed' })}
  )
  select responses.response, (select json_agg(problems) from problems) as problems
    from (values (true)) as always left join responses on true`,
);

const PLAIN_VALUES = Object.entries(typesOf(PLAIN_COLUMNS))
  .map(([column, type]) => `:${column}::${type} as ${column}`)
  .join(', ');

/**
 * UPDATE for a change of plain columns, which needs no checks: most of the cost of a statement is that of its plan. No row:
 * the project is not as it was read.
 */
export const UPDATE_PLAIN = statement<string>(
  'update-plain-project',
  `with ${announcedStamp(':company_id')},
  changed as (
    update projects
       set ${assignments(PLAIN_COLUMNS)}, updated_at = ${laterThan('projects.updated_at')}
      from stamp, (select ${PLAIN_VALUES}) as next
     where projects.company_id = :company_id and projects.id = :id and ${IS_AS_READ}
    returning projects.id, projects.updated_at, ${STORED_PROJECT} as response
  ),
  stored_events as (
    ${storeHistory({ ...CALLER, action: ':action', changes: ':changes::json', from: 'changed' })}
  )
  select response from changed`,
);

/** A job order that must be unique is free again. No row: the project is not as it was read. */
export const DELETE = statement<'company_id' | 'id' | 'read_at' | keyof typeof AUTHOR>(
  'delete-project',
  `with ${announcedStamp(':company_id')},
  deleted as (
    update projects
       set deleted_at = ${laterThan('projects.updated_at')}, updated_at = ${laterThan('projects.updated_at')},
           unique_job_order = null
      from stamp where company_id = :company_id and id = :id and ${IS_AS_READ}
    returning id, projects.updated_at
  )
  ${storeHistory({ ...CALLER, action: "'deleted'", changes: "'[]'", from: 'deleted' })}
  returning project_id`,
);
