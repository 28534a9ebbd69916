import { readFileSync, statfsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLong } from '../reliability/scale';

const IN_MEMORY = '/dev/shm';
/** So much space must be free there, in bytes. */
const ROOM = 4e9;
/** In milliseconds; no run takes that long. */
const LEFT_OVER = 24 * 3_600_000;

/**
 * Where tests keep what ends with them. A database has hundreds of files, which many a disk takes seconds to make: it is kept
 * in memory where the system has a place for that, with room, and from which programs can be started.
 */
export const temporaryRoot: string = hasRoomInMemory() ? IN_MEMORY : tmpdir();

/** A folder of a test. The long forms, which judge times, have it on the disk. */
export async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(isLong ? tmpdir() : temporaryRoot, 'projects-api-test-'));
}

/** Removes what runs have left that were killed: in memory it would stay until the machine is started anew. */
export async function removeLeftovers(): Promise<void> {
  const names = (await readdir(temporaryRoot)).filter((name) => /^projects-api-(test|embedded)-/.test(name));
  for (const path of names.map((name) => join(temporaryRoot, name))) {
    // Another run may remove it at the same time, or it is another user's.
    const madeAt = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => Infinity,
    );
    if (Date.now() - madeAt > LEFT_OVER)
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

function hasRoomInMemory(): boolean {
  try {
    const mount = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
      .findLast(([, path]) => path === IN_MEMORY);
    const options = mount?.[3]?.split(',') ?? ['noexec'];
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return !options.includes('noexec') && bavail * bsize >= ROOM;
  } catch {
    return false;
  }
}
