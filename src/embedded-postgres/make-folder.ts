import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it that are missing. Not with `recursive`: Node tries for ever where a file system refuses
 * any folder with the code of a missing one, as /proc does.
 */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (isFolder(folder)) return;
    const parent = dirname(folder);
    const lacksParent = (error as NodeJS.ErrnoException).code === 'ENOENT' && !isFolder(parent);
    if (!lacksParent || parent === folder) throw error;
    makeFolder(parent);
    // Again from the beginning: another start may make it at this moment.
    makeFolder(folder);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
