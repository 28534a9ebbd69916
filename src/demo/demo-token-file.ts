import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newToken } from '../access/token-secret';
import { type Env } from '../config/env';
import { StartupError } from '../config/startup-error';
import { quoted } from '../projects/first-project';

/**
 * The demo token of a data folder: made once, readable by its owner only. `isUsable` false for the token that is there
 * (somebody revoked it) has a new one take its place.
 */
export async function keptDemoToken(
  dataDir: string,
  isUsable: (token: string) => Promise<boolean>,
): Promise<string> {
  const path = tokenPath(dataDir);
  try {
    await mkdir(dataDir, { recursive: true });
    const kept = await readToken(path);
    if (kept === undefined) return await keepFirst(path);
    if (isToken(kept) && (await isUsable(kept))) return kept;
    return await keep(path, (draft) => rename(draft, path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new StartupError(`The demo token can not be kept in ${path}: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

/** Of two processes that make a token at once, the first one's stays: a link is made whole or not at all. */
async function keepFirst(path: string): Promise<string> {
  try {
    return await keep(path, (draft) => link(draft, path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await readToken(path))!;
  }
}

async function keep(path: string, place: (draft: string) => Promise<void>): Promise<string> {
  const token = newToken();
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(draft, `${token}\n`, { mode: 0o600, flag: 'wx' });
    await place(draft);
    return token;
  } finally {
    await rm(draft, { force: true });
  }
}

async function readToken(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A file that an editor or a full disk spoilt is not a token. */
function isToken(text: string): boolean {
  return /^[\x21-\x7e]{32,512}$/.test(text);
}

const tokenPath = (dataDir: string): string => join(dataDir, 'demo-token');

/** The demo company for a page that everybody can read who reaches the service: it says where the token is. */
export function demoHint(
  { company }: { readonly company: string },
  { demoToken, dataDir }: Pick<Env, 'demoToken' | 'dataDir'>,
): { company: string; token: string } {
  const token = demoToken === undefined ? `$(cat ${quoted(tokenPath(dataDir))})` : '$DEMO_TOKEN';
  return { company, token };
}
