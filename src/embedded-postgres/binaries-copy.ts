import { createHash } from 'node:crypto';
import { chmodSync, cpSync, lstatSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, type Stats } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { StartupError } from './startup-error';
import { type ServerUser } from './server-user';

export interface CopyOptions {
  readonly packageFolder: string;
  readonly dataFolder: string;
  readonly user: ServerUser | undefined;
  /** Makes the copy runnable: links and executable bits. */
  readonly complete: (packageFolder: string) => boolean;
}

const LEFTOVER_AGE = 10 * 60_000;

/**
 * A copy of the programs for when those in node_modules can not be used: the other user whom root lends to the
 * server may not enter the folder, or node_modules is read-only and lacks the links. An ordinary user keeps it in
 * the data folder; the one of root has to be where others can enter, which a data folder may not be.
 */
export function copyBinaries(options: CopyOptions): string {
  const { packageFolder, dataFolder, user } = options;
  const parent = user === undefined ? dataFolder : tmpdir();
  const target = join(parent, `projects-api-postgres-${identify(packageFolder)}`);
  if (isTrustworthy(target) && isSame(packageFolder, target)) return target;
  removeLeftovers(target);
  // Made under another name: a second start must never find it half-made.
  const staging = mkdtempSync(`${target}-`);
  try {
    for (const part of ['native', 'package.json']) {
      cpSync(join(packageFolder, part), join(staging, part), { recursive: true, verbatimSymlinks: true });
    }
    openToOthers(staging);
    if (!options.complete(staging)) throw new Error('its links could not be made');
    moveIntoPlace(staging, target, packageFolder);
    return target;
  } catch (cause) {
    throw new StartupError(
      `The PostgreSQL programs could not be copied to ${parent} (${(cause as Error).message}). ` +
        'Make room or permit writing there, or set DATABASE_URL to a PostgreSQL server.',
      { cause },
    );
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** The version for the reader; the content because a version may be built again. */
function identify(packageFolder: string): string {
  const hash = createHash('sha256');
  for (const [path, stats] of walk(join(packageFolder, 'native'))) {
    if (stats.isFile()) hash.update(`${path}:${stats.size}\n`);
  }
  const programs = join(packageFolder, 'native', 'bin');
  for (const program of readdirSync(programs).sort()) hash.update(readFileSync(join(programs, program)));
  const manifest = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return `${manifest.version}-${hash.digest('hex').slice(0, 16)}`;
}

/** The name can be foreseen, and the temporary folder is everybody's: what another user put there is not run. */
function isTrustworthy(folder: string): boolean {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  return stats?.isDirectory() === true && stats.uid === process.geteuid?.() && (stats.mode & 0o022) === 0;
}

/** Cleaners of temporary folders remove single old files, so that the folder is there means little. */
function isSame(packageFolder: string, copy: string): boolean {
  const native = join(copy, 'native');
  return walk(join(packageFolder, 'native')).every(([path, stats]) => {
    const copied = lstatSync(join(native, path), { throwIfNoEntry: false });
    if (stats.isFile()) return copied?.isFile() === true && copied.size === stats.size;
    return copied !== undefined;
  });
}

function openToOthers(folder: string): void {
  chmodSync(folder, 0o755);
  for (const [path, stats] of walk(folder)) {
    if (stats.isSymbolicLink()) continue;
    const isProgram = stats.isDirectory() || basename(dirname(join(folder, path))) === 'bin';
    chmodSync(join(folder, path), isProgram ? 0o755 : 0o644);
  }
}

function moveIntoPlace(staging: string, target: string, packageFolder: string): void {
  if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) {
    // A server may still run from it, hence not emptied but moved away: its open files stay what they are.
    const outdated = `${staging}-outdated`;
    renameSync(target, outdated);
    rmSync(outdated, { recursive: true, force: true });
  }
  try {
    renameSync(staging, target);
  } catch (error) {
    // A second start at the same moment was faster.
    if (!isTrustworthy(target) || !isSame(packageFolder, target)) throw error;
  }
}

/** Copies that a killed start left half-made. Young ones may be of a start that is still at it. */
function removeLeftovers(target: string): void {
  for (const name of readdirSync(dirname(target))) {
    const path = join(dirname(target), name);
    if (!name.startsWith(`${basename(target)}-`) || !isTrustworthy(path)) continue;
    if (Date.now() - lstatSync(path).ctimeMs > LEFTOVER_AGE) rmSync(path, { recursive: true, force: true });
  }
}

function walk(folder: string, prefix = ''): [path: string, stats: Stats][] {
  return readdirSync(join(folder, prefix))
    .sort()
    .flatMap((name): [string, Stats][] => {
      const path = join(prefix, name);
      const stats = lstatSync(join(folder, path));
      return [[path, stats], ...(stats.isDirectory() ? walk(folder, path) : [])];
    });
}
