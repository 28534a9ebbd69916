import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { writeSync } from 'node:fs';

/** The password of the cluster, if one was ever made. Empty files are what a power cut leaves of a write. */
export function readPassword(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  return readFileSync(file, 'utf8').trim() || undefined;
}

/**
 * The password is on disk before the cluster that it opens is made, so that no interruption leaves a cluster
 * without a valid password. Two first starts at the same moment must agree on one: whichever links first sets it.
 */
export function ensurePassword(file: string): string {
  const existing = readPassword(file);
  if (existing !== undefined) return existing;
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  // Hexadecimal, as it has to be at home in a URL.
  const password = randomBytes(24).toString('hex');
  const descriptor = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(descriptor, `${password}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  try {
    linkSync(temporary, file);
    return password;
  } catch {
    const faster = readPassword(file);
    if (faster !== undefined) return faster;
    // The file is there and empty, or the file system has no hard links.
    renameSync(temporary, file);
    return password;
  } finally {
    rmSync(temporary, { force: true });
  }
}
