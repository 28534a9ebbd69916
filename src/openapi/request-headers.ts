import { type ParameterObject } from '../fields/swagger-internals';
import { COMPANY_HEADER, LATEST_VERSION, VERSION_HEADER } from '../http/api-versions';

/** Headers of every request, beside the token. Parameters, since generators leave out what only a security scheme names. */
export const CALLER_HEADERS: readonly ParameterObject[] = [
  {
    name: COMPANY_HEADER,
    in: 'header',
    required: true,
    description: 'The slug of the company',
    schema: { type: 'string', minLength: 1, example: 'demo' },
  },
  {
    name: VERSION_HEADER,
    in: 'header',
    required: true,
    description: `The version of the API: ${LATEST_VERSION}, or a later date`,
    schema: { type: 'string', format: 'date', default: LATEST_VERSION },
  },
];

/**
 * Headers that a request may bring, beside those that say who calls. They are written out at each operation: programs
 * that are made from the document show their descriptions, and not all of them follow references.
 */
const REQUEST_HEADERS: Readonly<Record<string, ParameterObject>> = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'Makes a retry safe: with the same key the request happens once and is answered alike for 24 hours',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: 'The `ETag` of the item as the caller knows it: refused with 412 if it has changed since',
    schema: { type: 'string' },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description:
      'The `ETag` of the item as the caller has it: answered with 304 and no body if it is still so',
    schema: { type: 'string' },
  },
};

/** Of a write that creates or replaces. */
const IF_NONE_MATCH_OF_PUT: ParameterObject = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description:
    '`*` only creates: refused with 412 if there is an item. An `ETag` is refused with 412 if the item has it',
  schema: { type: 'string' },
};

/** The headers of one operation. */
export function requestHeadersOf(operation: {
  readonly isWrite: boolean;
  readonly isPut: boolean;
  readonly hasItem: boolean;
  readonly hasTag: boolean;
}): ParameterObject[] {
  if (!operation.isWrite) return operation.hasTag ? [REQUEST_HEADERS.IfNoneMatch!] : [];
  const names = ['IdempotencyKey', ...(operation.hasItem ? ['IfMatch'] : [])];
  return [...names.map((name) => REQUEST_HEADERS[name]!), ...(operation.isPut ? [IF_NONE_MATCH_OF_PUT] : [])];
}
