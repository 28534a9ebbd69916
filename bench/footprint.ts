import { type BenchDatabase } from './bench-database';
import { type Context, withServers } from './context';
import { type Figure } from './figures';
import { createOf, sendOnce } from './requests';
import { spread } from './statistics';
import { exampleOf, importProjects, type Tenant } from './tenants';

const STORED = 10_000;
const CREATED = 200;
const SHAPE = 'all fields set, two or three metadata values in turn, with its history';

/**
 * What a project takes: bytes on the disk, entries in indexes, bytes of the write-ahead log. Counts, not times: another
 * process on the machine does not change them.
 */
export async function measureFootprint({ postgres: { database, tenants } }: Context): Promise<Figure[]> {
  const [tenant] = tenants as [Tenant];
  return withServers(database, ['service'], async ([server]) => {
    await database.empty();
    const before = await database.size();
    await importProjects(
      server!.url,
      tenant,
      Array.from({ length: STORED }, (_, number) => bodyOf(tenant, number)),
    );
    await database.vacuum();
    const bytes = ((await database.size()) - before) / STORED;
    const entries = (await indexEntries(database)) / STORED;
    const wal = await writtenByEach(database, CREATED, (number) =>
      sendOnce(server!.url, { list: [createOf(tenant, bodyOf(tenant, number))], statuses: [201] }),
    );
    return [
      { name: 'bytes at rest for a project', unit: 'B', shape: SHAPE, ...spread([bytes]) },
      { name: 'index entries of a project', unit: '', shape: SHAPE, ...spread([entries]) },
      {
        name: 'write-ahead log of a create',
        unit: 'B',
        shape: `${SHAPE}; ${CREATED} creates one after the other, mostly without images of pages`,
        ...spread(wal),
      },
    ];
  });
}

function bodyOf(tenant: Tenant, number: number): object {
  const more = tenant.moreMetadata.slice(0, 1 + Math.abs(number % 2)).map((field) => [field, 'A'] as const);
  return { ...exampleOf(tenant), ...Object.fromEntries(more) };
}

/** A row is in each index of its table whose condition it meets. */
async function indexEntries(database: BenchDatabase): Promise<number> {
  let entries = 0;
  const indexes = await database.query<{ name: string; condition: string | null }>(
    `select quote_ident(relname) as name, pg_get_expr(indpred, indrelid) as condition
       from pg_index join pg_class on pg_class.oid = indrelid
      where relname in ('projects', 'project_metadata_values', 'project_events')`,
  );
  for (const { name, condition } of indexes) {
    const [row] = await database.query<{ count: number }>(
      `select count(*)::integer as count from ${name} where ${condition ?? 'true'}`,
    );
    entries += row!.count;
  }
  return entries;
}

/**
 * Bytes of the write-ahead log for each of `count` writes. As many before them write the images of the pages that they are the
 * first to change since a checkpoint.
 */
export async function writtenByEach(
  database: BenchDatabase,
  count: number,
  write: (number: number) => Promise<unknown>,
): Promise<number[]> {
  const written: number[] = [];
  for (let number = -count; number < count; number++) {
    const before = await database.writtenLog();
    await write(number);
    if (number >= 0) written.push((await database.writtenLog()) - before);
  }
  return written;
}
