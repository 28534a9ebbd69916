/** The stamps by which rows are synced, and the indexes that end with them; tables without one are small. */
const STAMPS = [
  ['projects', 'updated_at'],
  ['project_events', 'created_at'],
  ['crm_events', 'created_at'],
  ['clients', 'updated_at'],
  ['client_contacts', 'updated_at'],
  ['project_metadata', 'updated_at'],
] as const;
const STAMPS_WITHOUT_INDEX = [
  ['persons', 'updated_at'],
  ['timesheet_whitelists', 'updated_at'],
] as const;

/**
 * The newest stamp of all companies, and PostgreSQL's clock, read afterwards by dependency: what other processes stamp
 * meanwhile is not later. A look into an index for each company and table.
 */
export const NEWEST_STAMP = `
  with newest as materialized (
    select greatest(
      (select max(stamp) from companies cross join lateral (
         select greatest(${STAMPS.map(
           ([table, column]) => `
           (select max(${column}) from ${table} where company_id = companies.id)`,
         ).join(',')}) as stamp
       ) as of_company),
      ${STAMPS_WITHOUT_INDEX.map(([table, column]) => `(select max(${column}) from ${table})`).join(', ')}
    ) as stamp
  )
  select stamp, clock_timestamp() as now, pg_is_in_recovery() as is_standby,
         pg_postmaster_start_time()::text as server
    from newest`;
