import { type EntityManager } from 'typeorm';

/**
 * The statements that give a role ($1) what it lacks to use the tables ($2) of the service, and to read the list of
 * migrations ($3). At most starts there are none, and so no lock.
 */
const LACKING = `
  with tables as (
    select name::regclass as oid, privilege
      from unnest($2::text[]) as name, unnest(array['select', 'insert', 'update', 'delete']) as privilege
    union all
    select $3::regclass, 'select'
  ), sequences as (
    select distinct pg_class.oid::regclass as oid, needed as privilege
      from tables
      join pg_depend on pg_depend.refobjid = tables.oid and pg_depend.classid = 'pg_class'::regclass
      join pg_class on pg_class.oid = pg_depend.objid and pg_class.relkind = 'S'
     cross join unnest(array['usage', 'select', 'update']) as needed
     where tables.oid <> $3::regclass
  )
  select format('grant usage on schema %I to %I', current_schema(), $1::text) as text
   where not has_schema_privilege($1::name, current_schema(), 'usage')
  union all
  select format('grant %s on %s to %I', privilege, oid, $1::text) from tables
   where not has_table_privilege($1::name, oid, privilege)
  union all
  select format('grant %s on sequence %s to %I', privilege, oid, $1::text) from sequences
   where not has_sequence_privilege($1::name, oid, privilege)
  union all
  select format('grant execute on function %s to %I', oid::regprocedure, $1::text) from pg_proc
   where pronamespace = current_schema()::regnamespace and proowner = current_user::regrole
     and not has_function_privilege($1::name, oid, 'execute')`;

/** Lets a role read and write the rows of the service, and nothing else. The transaction is one of the owner. */
export async function grantUse(manager: EntityManager, role: string): Promise<void> {
  const { dataSource } = manager;
  const tables = dataSource.entityMetadatas.map(({ tableName }) => tableName);
  const grants = await manager.query<{ text: string }[]>(LACKING, [
    role,
    tables,
    dataSource.options.migrationsTableName,
  ]);
  if (grants.length > 0) await manager.query(grants.map(({ text }) => text).join('; '));
}
