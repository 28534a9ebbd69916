import { statement } from '../database/statement';
import { answersOf } from '../validation/field.decorator';
import { ProjectResponse, type ProjectRow } from './dto/project.response.dto';
import {
  type CheckedProject,
  hasExternalIdentity,
  type ProblemRow,
  projectChecks,
  recordOf,
} from './project-checks.sql';
import { givenMetadata, projectJson, STORED_PROJECT } from './project-json.sql';

/** The columns of a ProjectRow. */
const COLUMNS = [...answersOf(ProjectResponse).keys()].join(', ');

/** The metadata values of a project by ascending id, beside the columns of `projects`. */
const METADATA = `(
  select coalesce(json_agg(json_build_array(project_metadata_id, value) order by project_metadata_id), '[]')
    from project_metadata_values
   where company_id = projects.company_id and project_id = projects.id)`;

/** What is read of a project of a list, and of one alone: whose it is, too. */
export const LISTED_COLUMNS = `id, ${STORED_PROJECT} as answer`;
export const READ_COLUMNS = `pm_id, account_id, ${LISTED_COLUMNS}`;

/** Projects that are not deleted, by their ids. */
export const FIND = statement<'company_id' | 'ids'>(
  'find-several-projects',
  `select ${READ_COLUMNS} from projects
    where company_id = :company_id and id = any(:ids::bigint[]) and deleted_at is null`,
);

/** Who writes, by which token and request: what the history says of every change. */
const AUTHOR = { person_id: 'bigint', token_id: 'bigint', request_id: 'text' } as const;

/** What a new project has beside what the checks look at. */
const CREATED = {
  name: 'text',
  purchase_order: 'text',
  value: 'numeric(15, 5)',
  external_cost_percentage: 'integer',
  start_date: 'date',
  duration: 'integer',
  due_date: 'date',
  signed_on: 'date',
  ...AUTHOR,
  /** The idempotency key, and what it was sent with. */
  key: 'text',
  request_hash: 'text',
  /** True: one of many, of which nobody wants the whole answer. */
  is_line: 'boolean',
} as const;

export type NewProject = CheckedProject & Readonly<Partial<Record<keyof typeof CREATED, unknown>>>;

/**
 * What becomes of one candidate: the answer, or the problems that say why not, or neither if its idempotency key exists.
 * The id is null in a dry run.
 */
export interface CreatedRow {
  readonly n: number;
  readonly id: number | null;
  readonly answer: string | null;
  readonly problems: ProblemRow[] | null;
}

/**
 * The candidates without problems as rows of `projects`, with the values that the database gives them and those that
 * only changes set, and the answer for each.
 */
const accepted = (id: string): string => `
  new_rows as materialized (
    select n, ${Object.keys(AUTHOR).join(', ')}, key, request_hash, is_line, metadata, ${id} as id,
           now()::timestamptz(3) as created_at, now()::timestamptz(3) as updated_at,
           name, job_order, case when is_job_order_unique then job_order end as unique_job_order, purchase_order,
           value, probability, date_trunc('month', start_date)::date as date_start, duration, false as is_archived,
           null::date as archived_on, due_date, signed_on, job_order_category_id, project_type_id, client_id, pm_id,
           account_id, client_contact_id, null::bigint as reason_why_id, business_unit_id,
           null::bigint as billing_group_id, coalesce(external_cost_percentage, 0) as external_cost_percentage,
           false as is_timesheet_whitelist_enabled, null::bigint as project_stage_id,
           null::timestamptz as deleted_at, null::text as risk, null::text as won_lost_feedback, external_source,
           external_id
      from candidates cross join company
     where not exists (select from problems where problems.n = candidates.n)
     order by n
  ),
  accepted as materialized (
    select new_rows.*, ${projectJson('new_rows', givenMetadata('new_rows.metadata'))} as answer from new_rows
  )`;

/** The candidates with the rows of `table` that were made of them. */
const results = (table: string): string => `
  select candidates.n, result.id, case when result.is_line then '' else result.answer end as answer,
         (select json_agg(problems) from problems where problems.n = candidates.n) as problems
    from candidates left join ${table} as result on result.n = candidates.n
   order by candidates.n`;

/** Always true. The rows to be written are made after it. */
const LIMITED = "set_config('lock_timeout', :lock_timeout, true) is not null";

/**
 * The whole of creating projects, one or many: the checks, their idempotency keys, the projects, their metadata values
 * and their history, in one statement and so in one transaction. A candidate whose key exists is not created: it has
 * neither an answer nor problems. Only the location tells which of two candidates with one key has stored it. It waits
 * `lock_timeout` milliseconds for a row; for a table it waits before it begins, and so as long as its session says.
 */
export const CREATE = statement<'company_id' | 'candidates' | 'lock_timeout'>(
  'create-projects',
  `with ${projectChecks(CREATED, LIMITED)}, ${accepted("nextval('projects_id_seq')")},
  stored_keys as (
    insert into idempotency_keys (company_id, person_id, key, request_hash, status, location, body)
    select :company_id, person_id, key, request_hash, 201, '/api/projects/' || id,
           case when is_line then '{"id":' || id || '}' else answer end
      from accepted where key is not null
    on conflict (company_id, person_id, key) do nothing
    returning location
  ),
  created as materialized (
    select * from accepted
     where key is null or '/api/projects/' || id in (select location from stored_keys)
  ),
  stored as (
    insert into projects (company_id, unique_job_order, ${COLUMNS})
    select :company_id, unique_job_order, ${COLUMNS} from created
  ),
  stored_values as (
    insert into project_metadata_values (company_id, project_id, project_metadata_id, value)
    select :company_id, created.id, given.id, given.value
      from created join given on given.n = created.n
     where given.value is not null
  ),
  stored_events as (
    insert into project_events (company_id, project_id, action, person_id, token_id, request_id, state)
    select :company_id, id, 'created', person_id, token_id, request_id, answer::json from created
  )
  ${results('created')}`,
);

/** What CREATE would answer. It writes nothing and takes no ids. */
export const PREVIEW = statement<'company_id' | 'candidates'>(
  'preview-projects',
  `with ${projectChecks(CREATED)}, ${accepted('null::bigint')} ${results('accepted')}`,
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

export const LOCK = statement<'company_id' | 'id'>(
  'lock-project',
  `select ${COLUMNS}, ${METADATA} as metadata, ${STORED_PROJECT} as answer
     from projects where company_id = :company_id and id = :id and deleted_at is null for update`,
);

/** What a change can write, with the SQL types. */
const WRITTEN = {
  name: 'text',
  job_order: 'text',
  purchase_order: 'text',
  value: 'numeric(15, 5)',
  probability: 'integer',
  date_start: 'date',
  duration: 'integer',
  is_archived: 'boolean',
  due_date: 'date',
  signed_on: 'date',
  job_order_category_id: 'bigint',
  project_type_id: 'bigint',
  client_id: 'bigint',
  pm_id: 'bigint',
  account_id: 'bigint',
  client_contact_id: 'bigint',
  reason_why_id: 'bigint',
  business_unit_id: 'bigint',
  external_cost_percentage: 'integer',
  is_timesheet_whitelist_enabled: 'boolean',
  project_stage_id: 'bigint',
  risk: 'text',
  won_lost_feedback: 'text',
  external_source: 'text',
  external_id: 'text',
} as const satisfies Partial<Record<keyof ProjectRow, string>>;

/** What a statement answers that changes a project unless there are problems. */
export interface ChangedRow {
  readonly answer: string | null;
  readonly problems: ProblemRow[] | null;
}

export type UpdateParameters =
  | 'company_id'
  /** The project is the only one. */
  | 'candidates'
  /** A JSON object of the columns of WRITTEN, all of them. */
  | 'row'
  /** A JSON object of the metadata values as they are to be, by id. */
  | 'metadata'
  | 'action'
  | 'changes'
  | keyof typeof AUTHOR;

const ASSIGNMENTS = Object.keys(WRITTEN)
  .map((column) => `${column} = next.${column}`)
  .join(', ');

/**
 * The whole of a change: the checks, the project, its metadata values and its history. It is locked by then, so the time
 * of the statement, and not that of the transaction, puts changes of one project in their order.
 */
export const UPDATE = statement<UpdateParameters>(
  'update-project',
  `with ${projectChecks()},
  changed as (
    update projects
       set ${ASSIGNMENTS}, updated_at = statement_timestamp(),
           unique_job_order = case when is_job_order_unique then next.job_order end,
           archived_on = case when next.is_archived then coalesce(archived_on, current_date) end
      from company, candidates, json_to_record(:row::json) as next (${recordOf(WRITTEN)})
     where projects.company_id = :company_id and projects.id = candidates.project_id
       and not exists (select from problems)
    returning projects.*
  ),
  answers as materialized (
    select id, ${projectJson('changed', givenMetadata(':metadata::json'))} as answer from changed
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
    insert into project_events (
      company_id, project_id, created_at, action, person_id, token_id, request_id, changes)
    select :company_id, id, statement_timestamp(), :action, :person_id, :token_id, :request_id, :changes::json
      from answers
  )
  select answers.answer, (select json_agg(problems) from problems) as problems
    from (values (true)) as always left join answers on true`,
);

/** A job order that must be unique is free again. */
export const DELETE = statement<'company_id' | 'id' | keyof typeof AUTHOR>(
  'delete-project',
  `with deleted as (
    update projects
       set deleted_at = statement_timestamp(), updated_at = statement_timestamp(), unique_job_order = null
     where company_id = :company_id and id = :id
    returning id
  )
  insert into project_events (
    company_id, project_id, created_at, action, person_id, token_id, request_id, changes)
  select :company_id, id, statement_timestamp(), 'deleted', :person_id, :token_id, :request_id, '[]' from deleted`,
);
