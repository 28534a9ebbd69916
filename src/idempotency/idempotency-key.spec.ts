import { type IdempotencyKey } from '../auth/caller';
import { InvalidDataError } from '../http/api-error';
import { type BodyRequest } from '../http/json-body';
import { KEY_HEADER, keyOf } from './idempotency-key';

function read(header: string, request: Partial<BodyRequest> = {}): IdempotencyKey {
  const get = (name: string): string | undefined => (name === KEY_HEADER ? header : undefined);
  const sent = { method: 'POST', originalUrl: '/api/projects', query: {}, get, ...request };
  return keyOf(sent as unknown as BodyRequest)!;
}

describe('an Idempotency-Key', () => {
  it.each([
    ['k', 'k'],
    ['"k"', 'k'],
    ['a"b', 'a"b'],
    ['""k""', '"k"'],
    ['9f1c2d3e-0000-4000-8000-1234567890ab', '9f1c2d3e-0000-4000-8000-1234567890ab'],
    ['!~', '!~'],
    ['k'.repeat(255), 'k'.repeat(255)],
    [`"${'k'.repeat(255)}"`, 'k'.repeat(255)],
  ])('%s is read', (header, key) => {
    expect(read(header).key).toBe(key);
  });

  it.each(['', '""', 'a b', 'a\tb', 'é', 'k'.repeat(256), `"${'k'.repeat(256)}"`])(
    '%j is refused',
    (header) => {
      expect(() => read(header)).toThrow(InvalidDataError);
    },
  );

  it('comes with a hash of method, path, query and body, byte by byte', () => {
    const bytes = (text: string): Buffer => Buffer.from(text);
    const hashes = [
      read('k'),
      read('k', { method: 'PATCH' }),
      read('k', { originalUrl: '/api/projects?dry_run=false' }),
      read('k', { originalUrl: '/api/clients' }),
      read('k', { bodyBytes: bytes('{}') }),
      read('k', { bodyBytes: bytes('{ }') }),
    ].map(({ requestHash }) => requestHash);
    expect(new Set(hashes).size).toBe(hashes.length);
    for (const hash of hashes) expect(hash).toMatch(/^[\w-]{43}$/);
    expect(read('other', { bodyBytes: bytes('{}') }).requestHash).toBe(hashes[4]);
  });

  it('is nothing to a dry run', () => {
    expect(read('k', { query: { dry_run: 'true' } })).toBeUndefined();
  });
});
