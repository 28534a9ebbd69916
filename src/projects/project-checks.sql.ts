/** The scale of probabilities, for companies that enforce it. */
export const PROBABILITY_SCALE = [0, 10, 25, 50, 75, 90, 100] as const;

/** What the checks need to know of a project; null leaves out the checks of that field. */
export type CheckParameters =
  | 'company_id'
  /** The project itself, once it exists. */
  | 'project_id'
  /** True: required metadata must be given. False: they must not be taken away. */
  | 'is_whole'
  /** True: the contact is asked for if the company requires one. */
  | 'is_contact_due'
  /** The client that the contact has to be one of. */
  | 'contact_client_id'
  | 'project_stage_id'
  /** The category that has to allow stages. */
  | 'stage_category_id'
  | 'client_id'
  | 'client_contact_id'
  | 'pm_id'
  | 'account_id'
  | 'job_order_category_id'
  | 'project_type_id'
  | 'business_unit_id'
  | 'job_order'
  | 'probability'
  | 'metadata_ids'
  | 'metadata_values';

/** One row of `problems`. `detail` says what would be right, where that is short. */
export interface ProblemRow {
  readonly field: string;
  readonly problem:
    'unknown' | 'required' | 'taken' | 'not_on_scale' | 'no_tracking' | 'no_metadata' | 'not_an_option';
  readonly detail: string | null;
}

/**
 * The rules about a project that only the company's data can answer, as common table expressions. `problems` has a row
 * for each rule that is broken. Deleted and archived rows don't count. One text for whoever writes a project.
 */
export const PROJECT_CHECKS = `
  company as (
    select is_client_contact_required, is_job_order_unique, is_probability_scale_enforced
      from companies where id = :company_id
  ),
  given as (
    select id, value from unnest(:metadata_ids::bigint[], :metadata_values::text[]) as given (id, value)
  ),
  problems as (
    select 'client_id' as field, 'unknown' as problem, null::text as detail
     where :client_id::bigint is not null and not exists (
       select from clients where company_id = :company_id and id = :client_id and deleted_at is null)
    union all
    select 'client_contact_id', 'unknown', null
     where :contact_client_id::bigint is not null and :client_contact_id::bigint is not null and not exists (
       select from client_contacts where company_id = :company_id and client_id = :contact_client_id
                                     and id = :client_contact_id and deleted_at is null)
    union all
    select 'client_contact_id', 'required', null
      from company
     where is_client_contact_required and :is_contact_due::boolean and :client_contact_id::bigint is null
    union all
    select 'pm_id', 'unknown', null
     where :pm_id::bigint is not null and not exists (
       select from persons where company_id = :company_id and id = :pm_id and not is_archived)
    union all
    select 'account_id', 'unknown', null
     where :account_id::bigint is not null and not exists (
       select from persons where company_id = :company_id and id = :account_id and not is_archived)
    union all
    select 'job_order_category_id', 'unknown', null
     where :job_order_category_id::bigint is not null and not exists (
       select from job_order_categories
        where company_id = :company_id and id = :job_order_category_id and deleted_at is null)
    union all
    select 'project_type_id', 'unknown', null
     where :project_type_id::bigint is not null and not exists (
       select from project_types where company_id = :company_id and id = :project_type_id)
    union all
    select 'business_unit_id', 'unknown', null
     where :business_unit_id::bigint is not null and not exists (
       select from business_units where company_id = :company_id and id = :business_unit_id)
    union all
    select 'job_order', 'taken', null
      from company where is_job_order_unique and exists (
       select from projects where company_id = :company_id and unique_job_order = :job_order::text
                              and id is distinct from :project_id::bigint)
    union all
    select 'probability', 'not_on_scale', null
      from company where is_probability_scale_enforced
                     and :probability::integer <> all (array[${PROBABILITY_SCALE.join(', ')}])
    union all
    select 'project_stage_id', 'unknown', null
     where :project_stage_id::bigint is not null and not exists (
       select from project_stages where company_id = :company_id and id = :project_stage_id)
    union all
    select 'project_stage_id', 'no_tracking', null
     where exists (
       select from job_order_categories
        where company_id = :company_id and id = :stage_category_id::bigint
          and not is_opportunity_status_tracking_enabled)
    union all
    select 'metadata_' || given.id, 'no_metadata', null
      from given where not exists (
       select from project_metadata where company_id = :company_id and id = given.id)
    union all
    select 'metadata_' || given.id, 'not_an_option', (
       select string_agg(value, ', ' order by position) from project_metadata_options
        where company_id = :company_id and project_metadata_id = given.id)
      from given where given.value is not null
                   and exists (select from project_metadata where company_id = :company_id and id = given.id)
                   and not exists (
       select from project_metadata_options
        where company_id = :company_id and project_metadata_id = given.id and value = given.value)
    union all
    select 'metadata_' || project_metadata.id, 'required', null
      from project_metadata
     where company_id = :company_id and is_required
       and (:is_whole::boolean or exists (select from given where given.id = project_metadata.id))
       and not exists (select from given where given.id = project_metadata.id and given.value is not null)
  )`;
