import { CREATE_PROJECT_EXAMPLE } from '../../src/projects/dto/create-project.dto';
import { statement } from '../../src/database/statement';

/** The metadata of the example, `metadata_13`, as a row. */
const { metadata_13: METADATA_VALUE, ...FIELDS } = CREATE_PROJECT_EXAMPLE;
const METADATA_ID = 13;

const COLUMNS = `
  id, created_at, updated_at, name, job_order, purchase_order, value, probability, date_start, duration, is_archived,
  archived_on, due_date, signed_on, job_order_category_id, project_type_id, client_id, pm_id, account_id,
  client_contact_id, reason_why_id, business_unit_id, billing_group_id, external_cost_percentage,
  is_timesheet_whitelist_enabled, project_stage_id, deleted_at`;

/**
 * A project and one metadata value, and nothing else: what no service that stores both can do without. The text is also
 * the script of pgbench, which knows parameters by the same `:name`.
 */
export const INSERT_TEXT = `with created as (
  insert into projects (
    company_id, name, job_order, purchase_order, value, probability, date_start, duration, due_date, signed_on,
    job_order_category_id, project_type_id, client_id, pm_id, account_id, client_contact_id, business_unit_id,
    external_cost_percentage)
  values (
    :company_id, :name, :job_order, :purchase_order, :value, :probability, :start_date, :duration, :due_date,
    :signed_on, :job_order_category_id, :project_type_id, :client_id, :pm_id, :account_id, :client_contact_id,
    :business_unit_id, :external_cost_percentage)
  returning ${COLUMNS}
), stored as (
  insert into project_metadata_values (company_id, project_id, project_metadata_id, value)
  select :company_id, id, :metadata_id::bigint, :metadata_value::text from created
)
select * from created`;

export const INSERT = statement<string>('raw-insert', INSERT_TEXT);

/** Each row as the text of its JSON, so that node neither parses nor writes it. One array of all of them costs more. */
const select = (projects: string): string => `select row_to_json(row)::text as json
  from (select ${COLUMNS}, (
          select json_object_agg('metadata_' || project_metadata_id, value)
            from project_metadata_values
           where company_id = :company_id and project_id = projects.id) as metadata
          from ${projects}`;
const SELECT = select('projects where company_id = :company_id and deleted_at is null');

export const FIND = statement<'company_id' | 'id'>('raw-find', `${SELECT} and id = :id) as row`);

export const LIST = statement<'company_id'>('raw-list', `${SELECT} order by id limit 100) as row`);

/** What has changed since a stamp. */
export const SYNC = statement<'company_id' | 'since'>(
  'raw-sync',
  `${SELECT} and updated_at > :since::timestamptz order by updated_at, id limit 100) as row`,
);

/** Two columns of a project, and the project as it is then. */
export const UPDATE = statement<'company_id' | 'id' | 'name' | 'value'>(
  'raw-update',
  `with changed as (
     update projects set name = :name, value = :value, updated_at = clock_timestamp()
      where company_id = :company_id and id = :id and deleted_at is null
     returning ${COLUMNS})
   ${select('changed as projects')}) as row`,
);

/** The parameters of INSERT for a request like the example. */
export function insertParameters(
  companyId: number,
  fields: Readonly<Record<string, unknown>> = FIELDS,
  [metadataId, metadataValue]: readonly [id: number, value: unknown] = [METADATA_ID, METADATA_VALUE],
): Record<string, unknown> {
  return { ...fields, company_id: companyId, metadata_id: metadataId, metadata_value: metadataValue };
}
