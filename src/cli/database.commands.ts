import { type Command } from 'commander';
import { backUp } from '../backup/backup';
import { restore } from '../backup/restore';
import { distribute } from '../database/distribute';
import { migrate, openDataSource } from '../database/migrate';
import { withOfferedTls } from '../database/offered-tls';
import { type Terminal } from './terminal';
import { withServer } from './with-database';

export function addDatabase(program: Command, terminal: Terminal): void {
  const database = program.command('database').description('the whole database of the service');
  database
    .command('backup')
    .summary('write all rows into a file')
    .description(
      'Writes all rows of the database, as they are at one moment, into a compressed file. The service may run.',
    )
    .argument('<file>', 'file to write; one that exists is replaced')
    .action((path: string) => backup(path, terminal));
  database
    .command('restore')
    .summary('fill an empty database from a backup')
    .description(
      'Fills the database from a file of `database backup`, and brings its schema up to date. It must be empty.',
    )
    .argument('<file>', 'file of `database backup`')
    .action((path: string) => restoreFrom(path, terminal));
  database
    .command('distribute')
    .summary('distribute the tables over the nodes of Citus')
    .description(
      'Brings the schema up to date and distributes its tables over the nodes of Citus: all rows of a company are on one ' +
        'node. Stop the service before, and start it with DATABASE_DISTRIBUTED=on. Run again after an update: tables that ' +
        'are distributed stay as they are.',
    )
    .action(() => distributeTables(terminal));
}

async function distributeTables(terminal: Terminal): Promise<void> {
  const { distributed, copied, known } = await withServer(terminal.env(), async ({ url, migrationUrl }) => {
    const dataSource = await openDataSource(await withOfferedTls(migrationUrl ?? url));
    try {
      await migrate(dataSource);
      return await distribute(dataSource);
    } finally {
      await dataSource.destroy();
    }
  });
  const list = (tables: readonly string[]): string =>
    tables.length === 0 ? 'none' : `${tables.length} (${tables.join(', ')})`;
  terminal.out(`distributed by company: ${list(distributed)}`);
  terminal.out(`copied to each node: ${list(copied)}`);
  if (known > 0) terminal.out(`already so: ${known}`);
}

async function backup(path: string, terminal: Terminal): Promise<void> {
  const show = progress(terminal, 'written');
  const start = performance.now();
  const { tables, rows, bytes } = await withServer(terminal.env(), async ({ url, migrationUrl }) => {
    const dataSource = await openDataSource(await withOfferedTls(migrationUrl ?? url));
    try {
      return await backUp(dataSource, path, show);
    } finally {
      await dataSource.destroy();
    }
  });
  terminal.status?.('');
  terminal.out(`${path}: ${rows} rows of ${tables} tables, ${bytes} bytes, in ${secondsSince(start)} s`);
}

async function restoreFrom(path: string, terminal: Terminal): Promise<void> {
  const show = progress(terminal, 'restored');
  const start = performance.now();
  const { header, tables, rows } = await withServer(terminal.env(), async ({ url, migrationUrl }) =>
    restore(
      {
        url: await withOfferedTls(url),
        migrationUrl: migrationUrl === undefined ? undefined : await withOfferedTls(migrationUrl),
      },
      path,
      show,
    ),
  );
  terminal.status?.('');
  terminal.out(
    `${rows} rows of ${tables} tables restored, of ${header.created_at} and version ${header.service}, in ${secondsSince(start)} s`,
  );
}

function progress(terminal: Terminal, done: string): (rows: number, expected: number) => void {
  let last = -Infinity;
  return (rows, expected) => {
    const now = performance.now();
    if (terminal.status === undefined || now - last < 100) return;
    last = now;
    terminal.status(`${rows} of about ${Math.max(rows, Math.round(expected))} rows ${done}`);
  };
}

const secondsSince = (start: number): string => ((performance.now() - start) / 1_000).toFixed(1);
