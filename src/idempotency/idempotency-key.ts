import { createHash } from 'node:crypto';
import { type IdempotencyKey } from '../auth/caller';
import { InvalidDataError } from '../http/api-error';
import { type BodyRequest } from '../http/json-body';

export const KEY_HEADER = 'Idempotency-Key';

/** The key of a request that writes, if it has one: bare, or in quotes as a structured field has it. */
export function keyOf(request: BodyRequest): IdempotencyKey | undefined {
  const header = request.get(KEY_HEADER);
  if (header === undefined || request.query.dry_run === 'true') return undefined;
  const key = /^"(.*)"$/.exec(header)?.[1] ?? header;
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new InvalidDataError([
      { field: KEY_HEADER, message: 'must be 1 to 255 visible ASCII characters without spaces' },
    ]);
  }
  const hash = createHash('sha256').update(`${request.method} ${request.originalUrl}\n`);
  if (request.bodyBytes !== undefined) hash.update(request.bodyBytes);
  return { key, requestHash: hash.digest('base64url') };
}
