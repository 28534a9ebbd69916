import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { DataSource } from 'typeorm';
import { holdMigrations, migrate, migrationNames, openDataSource } from '../database/migrate';
import { type BackupReader, type Header, readBackup, type Trailer } from './backup-file';
import { type ReportProgress } from './backup';
import { BackupError } from './backup.error';
import { inSession } from './session';
import { copyTarget, MIGRATIONS_TABLE, quotedName, schemaOf, tablesOf } from '../database/tables';

export interface RestoreResult {
  readonly header: Header;
  readonly tables: number;
  readonly rows: number;
}

export interface RestoreTarget {
  readonly url: string;
  /** The role that owns the schema, if it is another one. */
  readonly migrationUrl?: string | undefined;
}

/**
 * Fills an empty database from a backup: it gets the schema that the file has, all rows or none, and then the schema of
 * this service.
 */
export async function restore(
  { url, migrationUrl }: RestoreTarget,
  path: string,
  report: ReportProgress,
): Promise<RestoreResult> {
  const { header, trailer } = await check(path);
  const owner = await openDataSource(
    migrationUrl ?? url,
    migrationUrl ? 'MIGRATION_DATABASE_URL' : undefined,
  );
  try {
    const schema = await inSession(owner, 'begin', async (client) => assertEmpty(client, header.schema));
    if (schema === undefined) await migrateTo(owner, header.schema);
    else assertKnown(owner, header.schema);
    await inSession(owner, 'begin', async (client) => {
      await holdMigrations((sql, values) => client.query(sql, values));
      await assertEmpty(client, header.schema);
      await load(client, path, { trailer, report });
    });
    await owner.transaction((manager) => manager.query('analyze'));
  } finally {
    await owner.destroy();
  }
  const dataSource = await openDataSource(url);
  try {
    await migrate(dataSource, migrationUrl);
  } finally {
    await dataSource.destroy();
  }
  const counts = Object.values(trailer.rows);
  return { header, tables: counts.length, rows: counts.reduce((total, count) => total + count, 0) };
}

/** Reads the file to its end before the database is touched. */
async function check(path: string): Promise<{ header: Header; trailer: Trailer }> {
  let header: Header | undefined;
  const trailer = await readBackup(path, {
    header: (found) => {
      header = found;
      return Promise.resolve();
    },
    rows: async (_, rows) => {
      const chunks = rows[Symbol.asyncIterator]();
      while ((await chunks.next()).done !== true);
    },
  });
  return { header: header!, trailer };
}

/** Returns the schema that the database has, if any. Without one it must have no tables, and with one no rows. */
async function assertEmpty(client: PoolClient, wanted: string): Promise<string | undefined> {
  const schema = await schemaOf(client);
  const tables = (await tablesOf(client)).filter(({ name }) => name !== MIGRATIONS_TABLE);
  for (const { name } of tables) {
    const { rowCount } = await client.query(`select from ${quotedName(name)} limit 1`);
    if (schema === undefined || rowCount !== 0) {
      throw new BackupError(
        `The database is not empty: it has ${rowCount === 0 ? 'the table' : 'rows in'} ${name}. Restore into a new database or DATA_DIR.`,
      );
    }
  }
  if (schema !== undefined && schema !== wanted) {
    throw new BackupError(
      `The database has the tables of the schema ${schema}, and the file those of ${wanted}. Restore into a new database or DATA_DIR.`,
    );
  }
  return schema;
}

async function migrateTo(owner: DataSource, schema: string): Promise<void> {
  assertKnown(owner, schema);
  const upTo = migrationNames(owner).indexOf(schema);
  const migrations = owner.migrations
    .slice(0, upTo + 1)
    .map(({ constructor }) => constructor as () => unknown);
  const older = await new DataSource({ ...owner.options, migrations }).initialize();
  try {
    await older.runMigrations({ transaction: 'each' });
  } finally {
    await older.destroy();
  }
}

function assertKnown(owner: DataSource, schema: string): void {
  const names = migrationNames(owner);
  if (names.includes(schema)) return;
  throw new BackupError(
    `The file has the schema ${schema}, and this service knows ${names.at(-1)!} as its newest. Use the version of the service that wrote the file, or a later one.`,
  );
}

async function load(
  client: PoolClient,
  path: string,
  { trailer, report }: { trailer: Trailer; report: ReportProgress },
): Promise<void> {
  const total = Object.values(trailer.rows).reduce((sum, count) => sum + count, 0);
  let done = 0;
  const loader: BackupReader = {
    header: () => Promise.resolve(),
    rows: async ({ table, columns }, rows) => {
      const copy = client.query(copyFrom(`copy ${copyTarget(table, columns)} from stdin`));
      await pipeline(Readable.from(rows, { objectMode: false }), copy);
      done += trailer.rows[table] ?? 0;
      report(done, total);
    },
  };
  await readBackup(path, loader);
  for (const { table, column, last_value, is_called } of trailer.sequences) {
    await client.query('select setval(pg_get_serial_sequence(quote_ident($1), $2), $3, $4)', [
      table,
      column,
      last_value,
      is_called,
    ]);
  }
}
