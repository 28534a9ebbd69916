import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

type Class = new (...args: never[]) => unknown;

const requireFile = createRequire(__filename);

/**
 * The classes that files of a folder of the source export, those of its subfolders too. `ending` is that of their names
 * without the extension.
 */
export function exportedClasses(folder: string, ending = ''): Class[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.[jt]s$/.test(file) && !file.endsWith('.d.ts') && file.slice(0, -3).endsWith(ending))
    .flatMap((file) => Object.values<unknown>(requireFile(join(folder, file)) as Record<string, unknown>))
    .filter((value) => typeof value === 'function') as Class[];
}
