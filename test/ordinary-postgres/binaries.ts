import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { install } from './install';

const DEBIAN = '/usr/lib/postgresql/15/bin';

/** The folder of initdb and postgres: POSTGRES_BIN, or that of Debian's PostgreSQL 15, which is installed if it is missing. */
export function ordinaryBinaries(): string {
  const folder = process.env.POSTGRES_BIN || DEBIAN;
  if (existsSync(join(folder, 'initdb'))) return folder;
  if (folder !== DEBIAN) throw new Error(`There is no initdb in POSTGRES_BIN (${folder}).`);
  try {
    install('postgresql-15');
  } catch (cause) {
    throw new Error(
      'The package postgresql-15 can not be installed: run apt-get install postgresql-15 as root, or set POSTGRES_BIN to the folder of initdb.',
      { cause },
    );
  }
  return folder;
}
