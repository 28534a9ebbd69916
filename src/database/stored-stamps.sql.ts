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
 * The newest stamp of all companies: a look into an index for each company and table. A company that has stamps has roles,
 * which are on its node where tables are distributed.
 */
export const NEWEST_STAMP = `
  select greatest(
      (select max(greatest(${STAMPS.map(
        ([table, column]) => `
         (select max(${column}) from ${table} where ${table}.company_id = company.company_id)`,
      ).join(',')}))
         from (select distinct company_id from roles) as company),
      ${STAMPS_WITHOUT_INDEX.map(([table, column]) => `(select max(${column}) from ${table})`).join(', ')}
    ) as stamp`;
