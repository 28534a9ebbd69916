import { hash, randomBytes } from 'node:crypto';

/** Marks our tokens, so that secret scanners and people recognise one that leaked. */
const MARK = 'pat_';
const SHOWN_LENGTH = 12;

/** A new personal access token: 256 random bits behind a mark. Only its hash and its beginning are ever stored. */
export function newToken(): string {
  return MARK + randomBytes(32).toString('base64url');
}

/** What is stored in place of a token. A plain hash is enough: 256 random bits can't be guessed or enumerated. */
export function tokenHash(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}

/** The beginning of a token, by which its owner recognises it in a list. */
export function tokenPrefix(token: string): string {
  return token.slice(0, SHOWN_LENGTH);
}
