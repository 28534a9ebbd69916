import { readFileSync, statfsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLong } from '../reliability/scale';

const IN_MEMORY = '/dev/shm';
/** So much space must be free there, in bytes. */
const ROOM = 4e9;

/**
 * Where tests keep what ends with them. A database has hundreds of files, which many a disk takes seconds to make: it is kept
 * in memory where the system has a place for that, with room, and from which programs can be started.
 */
export const temporaryRoot: string = hasRoomInMemory() ? IN_MEMORY : tmpdir();

/** A folder of a test. The long forms, which judge times, have it on the disk. */
export async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(isLong ? tmpdir() : temporaryRoot, 'projects-api-test-'));
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
