import {
  chownSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
} from 'node:fs';
import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartupError } from './startup-error';
import { type Binaries } from './binaries';
import { type ClusterPaths } from './paths';
import { isAlive } from './process-state';
import { dataDirectoryAs } from './reach';
import { lastError, run } from './run';
import { describeUser, type ServerUser } from './server-user';

/** Long enough that no start is still at it, on the slowest of disks. */
const LEFTOVER_AGE = 10 * 60_000;

/** A killed container starts again with the same process ids, so a leftover may bear the id of this process. */
const inProgress = new Set<string>();

export interface InitialiseOptions {
  readonly paths: ClusterPaths;
  readonly binaries: Binaries;
  readonly user: ServerUser | undefined;
  readonly password: string;
}

/**
 * Makes the cluster in a folder of its own and renames it into place, so that a cluster that exists is complete.
 * Of two starts at the same moment the second finds the place taken and uses the cluster of the first.
 */
export async function initialise({ paths, binaries, user, password }: InitialiseOptions): Promise<void> {
  const staging = mkdtempSync(`${paths.data}.init-${process.pid}-`);
  inProgress.add(staging);
  const data = join(staging, 'data');
  const passwordFile = join(staging, 'password');
  let stdin: number | undefined;
  try {
    mkdirSync(data, { mode: 0o700 });
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (user !== undefined) for (const path of [data, passwordFile]) chownSync(path, user.uid, user.gid);
    // Handed over open: the user who runs initdb may not be able to enter the folder that the file is in.
    stdin = process.platform === 'win32' ? undefined : openSync(passwordFile, 'r');
    const { folder, cwd } = dataDirectoryAs(data, user);
    const result = await run(
      binaries.initdb,
      [
        `--pgdata=${folder}`,
        `--pwfile=${stdin === undefined ? passwordFile : '/dev/stdin'}`,
        '--username=postgres',
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // The same order and case rules on every machine: no locale of the operating system has a say.
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--no-instructions',
      ],
      { user, cwd, stdin },
    );
    if (result.code !== 0) {
      throw new StartupError(
        `The database could not be created in ${paths.dataFolder}: ${lastError(result.errorOutput)}${describeUser(user)}. ` +
          'Solve that and start again, or set DATABASE_URL to a PostgreSQL server.',
      );
    }
    moveIntoPlace(data, paths);
  } finally {
    if (stdin !== undefined) closeSync(stdin);
    remove(staging);
    inProgress.delete(staging);
  }
}

function moveIntoPlace(data: string, paths: ClusterPaths): void {
  try {
    renameSync(data, paths.data);
    syncFolder(paths.dataFolder);
  } catch (error) {
    if (!isInitialised(paths)) throw error;
  }
}

export function isInitialised(paths: ClusterPaths): boolean {
  return existsSync(join(paths.data, 'PG_VERSION'));
}

/** initdb has synced the files themselves; the new name of the folder is up to us. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Of starts that were killed. One that is still at it is known by its process, or by having just begun. */
export function removeLeftovers(paths: ClusterPaths): void {
  for (const name of readdirSync(paths.dataFolder)) {
    const pid = /^postgres\.init-(\d+)-/.exec(name)?.[1];
    if (pid === undefined) continue;
    const path = join(paths.dataFolder, name);
    if (inProgress.has(path)) continue;
    const ended = Number(pid) === process.pid || !isAlive(Number(pid));
    if (ended || Date.now() - statSync(path).mtimeMs > LEFTOVER_AGE) remove(path);
  }
}

/** The initdb of a killed start may still be writing: its folder goes as soon as it has noticed. */
function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 10 });
}

/** Only the major version matters: PostgreSQL opens the files of every minor version of its own. */
export function checkVersion(paths: ClusterPaths, binaries: Binaries): void {
  const version = readFileSync(join(paths.data, 'PG_VERSION'), 'utf8').trim();
  if (version === binaries.majorVersion) return;
  throw new StartupError(
    `The database in ${paths.data} was made by PostgreSQL ${version}, and this is PostgreSQL ` +
      `${binaries.majorVersion}. Carry the data over with pg_dump, or set DATA_DIR to another folder.`,
  );
}
