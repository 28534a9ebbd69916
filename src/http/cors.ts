import { type CorsOptions } from '@nestjs/common/interfaces/external/cors-options.interface';

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** What scripts may send besides what every script may. */
const REQUEST_HEADERS = [
  'Authorization',
  'Content-Type',
  'Wethod-Company',
  'Wethod-Version',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'X-Request-Id',
  'traceparent',
  'tracestate',
];

/** What scripts may read besides what every script may. */
const RESPONSE_HEADERS = [
  'Allow',
  'Content-Disposition',
  'ETag',
  'Idempotency-Replayed',
  'Link',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'WWW-Authenticate',
  'X-Feed-Cursor',
  'X-Request-Id',
  'X-Sync-Until',
  'x-ratelimit-retry-after',
];

/** How long a browser may remember the response to a preflight, in seconds: browsers remember none for longer. */
const MAX_AGE = 7_200;

/**
 * The headers by which a page may read a response that is written without Express.
 * @param head what the client sent of its headers, as far as it is known: without it only `*` can be allowed.
 */
export function rawCorsHeaders(origins: readonly string[], head: string | undefined): Record<string, string> {
  if (origins.length === 0) return {};
  const exposed = { 'Access-Control-Expose-Headers': RESPONSE_HEADERS.join(',') };
  if (origins.includes('*')) return { 'Access-Control-Allow-Origin': '*', ...exposed };
  const origin = /^origin:[ \t]*(\S+)[ \t]*\r?$/im.exec(head ?? '')?.[1];
  const allowed = origins.find((candidate) => candidate === origin);
  return {
    ...(allowed === undefined ? {} : { 'Access-Control-Allow-Origin': allowed }),
    ...exposed,
    Vary: 'Origin',
  };
}

/** Opens the API to scripts of these origins: `*` for all. No cookies: who may call is said by a token. */
export function corsOptions(origins: readonly string[]): CorsOptions {
  return {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: [...METHODS],
    allowedHeaders: REQUEST_HEADERS,
    exposedHeaders: RESPONSE_HEADERS,
    maxAge: MAX_AGE,
  };
}
