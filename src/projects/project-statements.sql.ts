import { statement } from '../database/statement';
import { keysOfAnswer } from '../validation/field.decorator';
import { ProjectResponse, type ProjectRow } from './dto/project.response.dto';
import { type CheckParameters, type ProblemRow, PROJECT_CHECKS } from './project-checks.sql';

/** The columns of a ProjectRow. */
const COLUMNS = keysOfAnswer(ProjectResponse).join(', ');

/** The metadata values of a project by ascending id, beside the columns of `projects`. */
export const METADATA = `(
  select coalesce(json_agg(json_build_array(project_metadata_id, value) order by project_metadata_id), '[]')
    from project_metadata_values
   where company_id = projects.company_id and project_id = projects.id)`;

/** What a statement answers that writes a project unless there are problems. */
export type WrittenRow = ProjectRow & { readonly problems: ProblemRow[] | null };

export type CreateParameters =
  | CheckParameters
  | 'name'
  | 'purchase_order'
  | 'value'
  | 'external_cost_percentage'
  | 'start_date'
  | 'duration'
  | 'due_date'
  | 'signed_on';

/**
 * The whole of a create: the checks, the project and its metadata values, in one statement and so in one transaction.
 * Whatever else has to be stored with a project joins it as a further common table expression.
 */
export const CREATE = statement<CreateParameters>(
  'create-project',
  `with ${PROJECT_CHECKS},
  created as (
    insert into projects (
      company_id, name, job_order, unique_job_order, purchase_order, value, probability, date_start, duration, due_date,
      signed_on, job_order_category_id, project_type_id, client_id, pm_id, account_id, client_contact_id,
      business_unit_id, external_cost_percentage)
    select :company_id, :name, :job_order::text, case when is_job_order_unique then :job_order::text end,
           :purchase_order, :value, :probability::integer, date_trunc('month', :start_date::date), :duration, :due_date,
           :signed_on, :job_order_category_id::bigint, :project_type_id::bigint, :client_id::bigint, :pm_id::bigint,
           :account_id::bigint, :client_contact_id::bigint, :business_unit_id::bigint,
           coalesce(:external_cost_percentage::integer, 0)
      from company
     where not exists (select from problems)
    returning ${COLUMNS}
  ),
  stored_values as (
    insert into project_metadata_values (company_id, project_id, project_metadata_id, value)
    select :company_id, created.id, given.id, given.value
      from created cross join given
     where given.value is not null
  )
  select (select json_agg(problems) from problems) as problems, created.*
    from (values (true)) as always left join created on true`,
);

export const CHECK = statement<CheckParameters>(
  'check-project',
  `with ${PROJECT_CHECKS} select * from problems`,
);

export const LOCK = statement<'company_id' | 'id'>(
  'lock-project',
  `select ${COLUMNS}, ${METADATA} as metadata
     from projects
    where company_id = :company_id and id = :id and deleted_at is null
      for no key update`,
);

/** Columns that the checks know under their own names as what changes. */
const CHECKED_COLUMNS = [
  'client_id',
  'client_contact_id',
  'pm_id',
  'account_id',
  'job_order_category_id',
  'project_type_id',
  'business_unit_id',
  'project_stage_id',
  'job_order',
  'probability',
] as const satisfies readonly (keyof ProjectRow)[];

/** Columns that only an update writes. */
const OTHER_COLUMNS = [
  'name',
  'purchase_order',
  'value',
  'date_start',
  'duration',
  'due_date',
  'signed_on',
  'reason_why_id',
  'external_cost_percentage',
  'is_timesheet_whitelist_enabled',
  'is_archived',
  'risk',
  'won_lost_feedback',
] as const satisfies readonly (keyof ProjectRow)[];

export type UpdateParameters =
  CheckParameters | `new_${(typeof CHECKED_COLUMNS)[number]}` | (typeof OTHER_COLUMNS)[number];

/** The parameters that write a row whole: the checks look at what changes, under the columns' own names. */
export function writtenColumns(row: ProjectRow): Record<Exclude<UpdateParameters, CheckParameters>, unknown> {
  return Object.fromEntries([
    ...CHECKED_COLUMNS.map((column) => [`new_${column}`, row[column]]),
    ...OTHER_COLUMNS.map((column) => [column, row[column]]),
  ]) as Record<Exclude<UpdateParameters, CheckParameters>, unknown>;
}

const ASSIGNMENTS = [
  ...CHECKED_COLUMNS.map((column) => `${column} = :new_${column}`),
  ...OTHER_COLUMNS.map((column) => `${column} = :${column}`),
].join(', ');

/** The whole of a change: the checks, the project and its metadata values. The project is locked by then. */
export const UPDATE = statement<UpdateParameters>(
  'update-project',
  `with ${PROJECT_CHECKS},
  changed as (
    update projects
       set ${ASSIGNMENTS}, updated_at = now(),
           unique_job_order = case when is_job_order_unique then :new_job_order end,
           archived_on = case when :is_archived then coalesce(archived_on, current_date) end
      from company
     where company_id = :company_id and id = :project_id and not exists (select from problems)
    returning ${COLUMNS}
  ),
  removed_values as (
    delete from project_metadata_values
     using changed, given
     where company_id = :company_id and project_id = changed.id and project_metadata_id = given.id
       and given.value is null
  ),
  stored_values as (
    insert into project_metadata_values (company_id, project_id, project_metadata_id, value)
    select :company_id, changed.id, given.id, given.value
      from changed cross join given
     where given.value is not null
    on conflict (company_id, project_id, project_metadata_id) do update set value = excluded.value
  )
  select (select json_agg(problems) from problems) as problems, changed.*
    from (values (true)) as always left join changed on true`,
);

/** A job order that must be unique is free again. */
export const DELETE = statement<'company_id' | 'id'>(
  'delete-project',
  `update projects set deleted_at = now(), updated_at = now(), unique_job_order = null
    where company_id = :company_id and id = :id`,
);
