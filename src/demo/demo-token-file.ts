import { join } from 'node:path';
import { newToken } from '../access/token-secret';
import { type Env } from '../config/env';
import { SecretFile } from '../config/secret-file';
import { quoted } from '../projects/first-project';

/**
 * The demo token of a data folder: made once, readable by its owner only. `isUsable` false for the token that is there
 * (somebody revoked it) has a new one take its place.
 */
export async function keptDemoToken(
  dataDir: string,
  isUsable: (token: string) => Promise<boolean>,
): Promise<string> {
  const file = new SecretFile(tokenPath(dataDir), 'demo token');
  const kept = await file.read();
  if (kept === undefined) return file.writeFirst(newToken());
  if (isToken(kept) && (await isUsable(kept))) return kept;
  return file.replace(newToken());
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
