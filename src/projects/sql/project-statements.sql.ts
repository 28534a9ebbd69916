import { announcedStamp, laterThan } from '../../database/announced-stamp';
import { statement } from '../../database/statement';
import { hasExternalIdentity, type ProblemRow, projectChecks, recordOf } from './project-checks.sql';
import { CHANGEABLE_COLUMNS, changedValues, PLAIN_COLUMNS, typesOf } from '../project-columns';
import { NO_CHANGES, storeHistory } from './project-history.sql';
import {
  assignments,
  CURRENT_RESPONSE,
  givenMetadata,
  IS_STALE,
  madeResponse,
  metadataOf,
  projectResponse,
  RENEWAL,
  storedMetadata,
} from './project-json.sql';

/** What is read of a project of a list, and of one alone: whose it is, too. */
export const listedColumns = (company: string): string => `id, ${projectResponse(company)} as response`;
const OWNERS = 'pm_id, account_id';
export const readColumns = (company: string): string => `${OWNERS}, ${listedColumns(company)}`;

/** A subquery hides how few ids there are: PostgreSQL 15 would plan each execution for its number of them. */
const byIds = (response: string): string => `
  select ${OWNERS}, id, ${response} as response from projects
   where company_id = :company_id and id = any((select :ids::bigint[])::bigint[]) and deleted_at is null`;

/**
 * Projects that are not deleted, by their ids, with their stored responses: null for one that has none that counts. An
 * expression that could make one costs each execution 30 µs, even if it is never evaluated.
 */
export const FIND = statement<'company_id' | 'ids'>('find-several-projects', byIds(CURRENT_RESPONSE));

/** The same with responses that are made. */
export const FIND_AND_MAKE = statement<'company_id' | 'ids'>(
  'find-and-make-projects',
  byIds(madeResponse(':company_id')),
);

/** The next company after `after` that has projects whose stored responses are to be made anew. */
export const FIND_STALE = statement<'after'>(
  'find-company-with-stale-responses',
  `select company_id from projects where company_id > :after and ${IS_STALE} order by company_id limit 1`,
);

/** How many stored responses one statement makes: their rows are locked meanwhile. */
const PORTION = 100;

/**
 * Makes a portion of a company's stale responses, and returns whether there may be more. What another transaction writes at
 * that moment is left out, and so is what one has written since this statement began: the statement would see the project
 * as it is, but its metadata values as they were.
 */
export const RENEW = statement<'company_id'>(
  'renew-responses',
  `with stale as materialized (
    select id, updated_at from projects where company_id = :company_id and ${IS_STALE} order by id limit ${PORTION}
  ),
  free as materialized (
    select id from projects
     where company_id = :company_id and id = any(array(select id from stale)) for update skip locked
  ),
  renewed as (
    update projects
       set ${RENEWAL}
      from stale join free on free.id = stale.id
     where projects.company_id = :company_id and projects.id = stale.id
       and stale.updated_at is not distinct from projects.updated_at
    returning projects.id
  )
  select count(*) = ${PORTION} as is_more from renewed`,
);

/** Who writes, by which token and request, in which trace: what the history says of every change. */
export const AUTHOR = {
  person_id: 'bigint',
  token_id: 'bigint',
  request_id: 'text',
  traceparent: 'text',
} as const;

/** The same for a statement that has them as parameters. */
const CALLER = {
  company: ':company_id',
  person: ':person_id',
  token: ':token_id',
  request: ':request_id',
  traceparent: ':traceparent',
} as const;

/** The problems of candidates that are not to be written. */
export const CHECK = statement<'company_id' | 'candidates'>(
  'check-projects',
  `with ${projectChecks()} select * from problems`,
);

/** Analyzes what grows with projects once their table has four times the pages that PostgreSQL knows of. */
export const ANALYZE_IF_GROWN = `select analyze_projects() from pg_class
  where oid = 'projects'::regclass and pg_relation_size(oid) > 4 * relpages * current_setting('block_size')::bigint`;

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

const STAMP = laterThan('projects.updated_at');

/** `read_at` is the `updated_at` that the change was decided upon. A project that has another one by now is not changed. */
const IS_AS_READ = 'projects.updated_at = :read_at::timestamptz and projects.deleted_at is null';

/**
 * The whole of a change: the checks, the project, its metadata values and its history. It returns neither a response nor
 * problems if the project is not as it was read.
 */
export const UPDATE = statement<UpdateParameters>(
  'update-project',
  `with ${projectChecks()},
  next as materialized (
    select * from json_to_record(:row::json) as next (${CHANGEABLE})
  ),
  ${announcedStamp(':company_id', { condition: 'not exists (select from problems)' })},
  changed as (
    update projects
       set ${assignments(changedValues(CHANGEABLE_COLUMNS), STAMP, givenMetadata(metadataOf(':metadata::json')))}
      from company, candidates, stamp, next
     where projects.company_id = :company_id and projects.id = candidates.project_id and ${IS_AS_READ}
       and not exists (select from problems)
    returning projects.id, projects.updated_at, projects.response
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
  select changed.response, (select json_agg(problems) from problems) as problems
    from (values (true)) as always left join changed on true`,
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
       set ${assignments(changedValues(PLAIN_COLUMNS), STAMP, storedMetadata(':company_id'))}
      from stamp, (select ${PLAIN_VALUES}) as next
     where projects.company_id = :company_id and projects.id = :id and ${IS_AS_READ}
    returning projects.id, projects.updated_at, projects.response
  ),
  stored_events as (
    ${storeHistory({ ...CALLER, action: ':action', changes: ':changes::json', from: 'changed' })}
  )
  select response from changed`,
);

const DELETED = [
  ['deleted_at', STAMP],
  ['unique_job_order', 'null'],
] as const;

/** A job order that must be unique is free again. No row: the project is not as it was read. */
export const DELETE = statement<'company_id' | 'id' | 'read_at' | keyof typeof AUTHOR>(
  'delete-project',
  `with ${announcedStamp(':company_id')},
  deleted as (
    update projects
       set ${assignments(DELETED, STAMP, storedMetadata(':company_id'))}
      from stamp where company_id = :company_id and id = :id and ${IS_AS_READ}
    returning id, projects.updated_at
  )
  ${storeHistory({ ...CALLER, action: "'deleted'", changes: NO_CHANGES, from: 'deleted' })}
  returning project_id`,
);
