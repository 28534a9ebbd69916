import { type PoolClient } from 'pg';

export interface Table {
  readonly name: string;
  /** Those that are stored: generated ones are not. */
  readonly columns: readonly string[];
  /** The tables that its foreign keys refer to, but for itself. */
  readonly references: readonly string[];
  /** What PostgreSQL believes. */
  readonly expectedRows: number;
}

export const MIGRATIONS_TABLE = 'migrations';

const TABLES = `
  select c.relname as name, greatest(c.reltuples, 0)::float8 as "expectedRows",
         (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
           where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
         array(select distinct r.relname::text from pg_constraint k join pg_class r on r.oid = k.confrelid
                where k.conrelid = c.oid and k.contype = 'f' and r.oid <> c.oid) as references
    from pg_class c
   where c.relnamespace = (select oid from pg_namespace where nspname = current_schema())
     and c.relkind in ('r', 'p') and not c.relispartition
   order by c.relname`;

/** The tables of the schema, each after those that it refers to. */
export async function tablesOf(client: PoolClient): Promise<Table[]> {
  const { rows } = await client.query<Table>(TABLES);
  const waiting = new Map(rows.map((table) => [table.name, table]));
  const ordered: Table[] = [];
  while (waiting.size > 0) {
    const free = [...waiting.values()].filter(
      ({ references }) => !references.some((name) => waiting.has(name)),
    );
    if (free.length === 0)
      throw new Error(`${[...waiting.keys()].join(', ')} refer to each other in a circle`);
    for (const table of free) {
      ordered.push(table);
      waiting.delete(table.name);
    }
  }
  return ordered;
}

/** The name of the last migration; undefined if there was none. */
export async function schemaOf(client: PoolClient): Promise<string | undefined> {
  const found = await client.query<{ exists: boolean }>('select to_regclass($1) is not null as exists', [
    MIGRATIONS_TABLE,
  ]);
  if (!found.rows[0]!.exists) return undefined;
  const { rows } = await client.query<{ name: string }>(
    `select name from ${MIGRATIONS_TABLE} order by timestamp desc limit 1`,
  );
  return rows[0]?.name;
}

/** A name in an SQL text. */
export const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const copyTarget = (table: string, columns: readonly string[]): string =>
  `${quotedName(table)} (${columns.map(quotedName).join(', ')})`;
