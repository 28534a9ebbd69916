import { CHECKED_COLUMNS, typesOf } from '../project-columns';

/** The scale of probabilities, for companies that enforce it. */
export const PROBABILITY_SCALE = [0, 10, 25, 50, 75, 90, 100] as const;

/**
 * What the checks need to know of a project, with the SQL type of each. A value that is null or absent leaves out the
 * checks of that field.
 */
export const CHECKED = {
  /** The project's place in the list of candidates. */
  n: 'integer',
  /** The project itself, once it exists. */
  project_id: 'bigint',
  /** True: required metadata must be given. False: they must not be taken away. */
  is_whole: 'boolean',
  /** True: the contact is asked for if the company requires one. */
  is_contact_due: 'boolean',
  /** The client that the contact has to be one of. */
  contact_client_id: 'bigint',
  /** The category that has to allow stages. */
  stage_category_id: 'bigint',
  ...typesOf(CHECKED_COLUMNS),
  /** Values by the id of the metadata; null for none. Always an object. */
  metadata: 'json',
};

/** A project as the checks see it: a JSON object of these members. */
export type CheckedProject = Readonly<Partial<Record<keyof typeof CHECKED, unknown>>>;

/** One row of `problems`. `detail` says what would be right, where that is short. */
export interface ProblemRow {
  readonly field: string;
  readonly problem:
    | 'unknown'
    | 'required'
    | 'taken'
    | 'not_on_scale'
    | 'no_tracking'
    | 'no_metadata'
    | 'not_an_option'
    | 'incomplete';
  readonly detail: string | null;
}

/**
 * Limits nothing. PostgreSQL expects 100 rows of every JSON array and object, and a tenth of them below a limit that it
 * can't know when it plans. Without it a create has an estimated cost of 300,000: above `jit_above_cost`, so a server
 * with JIT compiles the plan at each execution, which takes 30 times as long as to execute it.
 */
const FEW_ROWS = 'limit (select 2147483647)';

/** Columns and their types as the definition of a record. */
export const recordOf = (columns: Readonly<Record<string, string>>): string =>
  Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');

/**
 * That no row of a table of the company is so. A subquery for a value is looked up by its key for each candidate; `not
 * exists` would allow a plan that reads the whole table for one of them.
 */
const isMissing = (table: string, condition: string): string =>
  `(select 1 from ${table} where ${table}.company_id = :company_id and ${condition}) is null`;

/**
 * That a project is not deleted and has this identity. `coalesce` keeps PostgreSQL from the index on the source, which
 * reads all projects from that source: it seems as good as the unique one while statistics know of no external ids.
 */
export const hasExternalIdentity = (id: string, source: string): string =>
  `projects.external_id = ${id} and coalesce(projects.external_source, '') = ${source}
   and projects.deleted_at is null`;

const reference = (column: string, table: string, condition = 'true'): string => `
    select n, '${column}' as field, 'unknown' as problem, null::text as detail
      from candidates
     where ${column} is not null and ${isMissing(table, `${table}.id = candidates.${column} and ${condition}`)}`;

/**
 * The rules about projects that only the company's data can answer, as common table expressions: `problems` has a row
 * for each rule that a candidate breaks. Deleted and archived rows don't count. One text for every writer of projects, one
 * or many. `candidates` are the objects of the JSON array of that name, with these columns beside those of CHECKED. The
 * `condition` holds for the company.
 */
export const projectChecks = (columns: Readonly<Record<string, string>> = {}, condition = 'true'): string => `
  company as materialized (
    select is_client_contact_required, is_job_order_unique, is_probability_scale_enforced
      from companies where id = :company_id and ${condition}
  ),
  candidates as materialized (
    select * from json_to_recordset(:candidates::json) as candidate (${recordOf({ ...CHECKED, ...columns })})
     ${FEW_ROWS}
  ),
  given as materialized (
    select n, entry.key::bigint as id, entry.value
      from candidates cross join lateral json_each_text(metadata) as entry
     ${FEW_ROWS}
  ),
  problems as materialized (
    ${[
      reference('client_id', 'clients', 'clients.deleted_at is null'),
      `
    select n, 'client_contact_id', 'unknown', null
      from candidates
     where contact_client_id is not null and client_contact_id is not null and ${isMissing(
       'client_contacts',
       `client_contacts.client_id = candidates.contact_client_id
        and client_contacts.id = candidates.client_contact_id and client_contacts.deleted_at is null`,
     )}`,
      `
    select n, 'client_contact_id', 'required', null
      from company cross join candidates
     where is_client_contact_required and is_contact_due and client_contact_id is null`,
      reference('pm_id', 'persons', 'not persons.is_archived'),
      reference('account_id', 'persons', 'not persons.is_archived'),
      reference('job_order_category_id', 'job_order_categories', 'job_order_categories.deleted_at is null'),
      reference('project_type_id', 'project_types'),
      reference('business_unit_id', 'business_units'),
      `
    select n, 'job_order', 'taken', null
      from company cross join candidates
     where is_job_order_unique and job_order is not null and not ${isMissing(
       'projects',
       `projects.unique_job_order = candidates.job_order
        and projects.id is distinct from candidates.project_id`,
     )}`,
      `
    select n, 'probability', 'not_on_scale', null
      from company cross join candidates
     where is_probability_scale_enforced and probability <> all (array[${PROBABILITY_SCALE.join(', ')}])`,
      `
    select n, case when external_id is null then 'external_id' else 'external_source' end, 'incomplete', null
      from candidates where (external_id is null) <> (external_source is null)`,
      `
    select n, 'external_id', 'taken', null
      from candidates
     where external_id is not null and external_source is not null and not ${isMissing(
       'projects',
       `${hasExternalIdentity('candidates.external_id', 'candidates.external_source')}
        and projects.id is distinct from candidates.project_id`,
     )}`,
      reference('project_stage_id', 'project_stages'),
      `
    select n, 'project_stage_id', 'no_tracking', null
      from candidates
     where stage_category_id is not null and not ${isMissing(
       'job_order_categories',
       `job_order_categories.id = candidates.stage_category_id
        and not job_order_categories.is_opportunity_status_tracking_enabled`,
     )}`,
      `
    select n, 'metadata_' || given.id, 'no_metadata', null
      from given where ${isMissing('project_metadata', 'project_metadata.id = given.id')}`,
      `
    select n, 'metadata_' || given.id, 'not_an_option', (
       select string_agg(options.value, ', ' order by position) from project_metadata_options as options
        where options.company_id = :company_id and project_metadata_id = given.id)
      from given
     where given.value is not null
       and not ${isMissing('project_metadata', 'project_metadata.id = given.id')}
       and ${isMissing('project_metadata_options', 'project_metadata_id = given.id and project_metadata_options.value = given.value')}`,
      `
    select n, 'metadata_' || project_metadata.id, 'required', null
      from project_metadata cross join candidates
     where project_metadata.company_id = :company_id and is_required
       and (is_whole or exists (select from given where given.n = candidates.n and given.id = project_metadata.id))
       and not exists (
         select from given
          where given.n = candidates.n and given.id = project_metadata.id and given.value is not null)`,
    ].join('\n    union all')}
  )`;
