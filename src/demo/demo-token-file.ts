import { join } from 'node:path';
import { newToken } from '../auth/token-secret';
import { type Env } from '../config/env';
import { SecretFile } from '../config/secret-file';
import { quoted } from '../projects/first-project';

export interface KeptToken {
  readonly token: string;
  /** This process made it, so it has not been printed yet. */
  readonly isNew: boolean;
}

/**
 * The demo token of a data folder: made once, readable by its owner only. If `isUsable` is false for the existing token
 * (it was revoked), a new one takes its place.
 */
export async function keptDemoToken(
  dataDir: string,
  isUsable: (token: string) => Promise<boolean>,
): Promise<KeptToken> {
  const file = new SecretFile(tokenPath(dataDir), 'demo token');
  const kept = await file.read();
  if (kept !== undefined && isToken(kept) && (await isUsable(kept))) return { token: kept, isNew: false };
  const made = newToken();
  // Of two processes that write the first token at once, one gets the token of the other.
  const token = kept === undefined ? await file.writeFirst(made) : await file.replace(made);
  return { token, isNew: token === made };
}

/** A file that an editor or a full disk spoilt is not a token. */
function isToken(text: string): boolean {
  return /^[\x21-\x7e]{32,512}$/.test(text);
}

const tokenPath = (dataDir: string): string => join(dataDir, 'demo-token');

/** Where the demo token is, without the token: for people, and as a shell expression where the service was started. */
export function demoTokenPlace({ demoToken, dataDir }: Pick<Env, 'demoToken' | 'dataDir'>): {
  readonly place: string;
  readonly expression: string;
} {
  if (demoToken !== undefined) return { place: 'that of DEMO_TOKEN', expression: '$DEMO_TOKEN' };
  const path = tokenPath(dataDir);
  return { place: `kept in ${path}`, expression: `$(cat ${quoted(path)})` };
}
