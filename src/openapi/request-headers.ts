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

/*
 * Headers that a request may bring, beside those that say who calls. They are written out at each operation: programs
 * that are made from the document show their descriptions, and not all of them follow references.
 */
const IDEMPOTENCY_KEY: ParameterObject = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Makes a retry safe: with the same key the request happens once and is answered alike for 24 hours',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

const IF_MATCH: ParameterObject = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: 'The `ETag` of the item as the caller knows it: refused with 412 if it has changed since',
  schema: { type: 'string' },
};

const IF_NONE_MATCH_OF_READ: ParameterObject = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The `ETag` of the item as the caller has it: answered with 304 and no body if it is still so',
  schema: { type: 'string' },
};

const IF_NONE_MATCH_OF_WRITE: ParameterObject = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description:
    'An `ETag` that the item must not have, or `*` for any, so that a `PUT` only creates: else refused with 412',
  schema: { type: 'string' },
};

/** The headers of one operation. */
export function requestHeadersOf(operation: {
  readonly isWrite: boolean;
  readonly writesItem: boolean;
  readonly hasTag: boolean;
}): ParameterObject[] {
  if (!operation.isWrite) return operation.hasTag ? [IF_NONE_MATCH_OF_READ] : [];
  return operation.writesItem ? [IDEMPOTENCY_KEY, IF_MATCH, IF_NONE_MATCH_OF_WRITE] : [IDEMPOTENCY_KEY];
}
