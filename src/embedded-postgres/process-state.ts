import { readFileSync } from 'node:fs';

/**
 * Whether a process still runs. One that has ended but was not waited for by its parent, as happens in containers
 * whose first process does not care for orphans, still has its id and can still be sent signals.
 */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return process.platform !== 'linux' || !isZombie(pid);
}

function isZombie(pid: number): boolean {
  try {
    // The name of the program comes first, in parentheses, and may itself contain some.
    return /^.*\) [ZX] /s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
