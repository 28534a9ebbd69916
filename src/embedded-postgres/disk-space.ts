import { statfsSync } from 'node:fs';

/** PostgreSQL needs this many bytes at once: a segment of its write-ahead log. */
const NEEDED = 16 * 1024 * 1024;

/** Is there no space on the disk of a folder for PostgreSQL to write? */
export function isFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < NEEDED;
  } catch {
    // A folder that is away is another problem.
    return false;
  }
}
