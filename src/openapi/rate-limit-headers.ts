import { type OpenAPIObject } from '@nestjs/swagger';

type Headers = NonNullable<NonNullable<OpenAPIObject['components']>['headers']>;

/** What answers to an authenticated caller say of the rate limit, in the syntax of the IETF's draft 09. */
export const RATE_LIMIT_HEADERS: Headers = {
  'RateLimit-Policy': {
    description:
      'The quota (`q`) of requests of a person in a window (`w`) of seconds. Absent if there is no limit',
    schema: { type: 'string', example: '"hour";q=5000;w=3600' },
  },
  RateLimit: {
    description: 'How many requests remain (`r`), and in how many seconds (`t`) the next window begins',
    schema: { type: 'string', example: '"hour";r=4999;t=3600' },
  },
};

/** For the headers of a response: references to the above. */
export const RATE_LIMIT_HEADER_REFS: Headers = Object.fromEntries(
  Object.keys(RATE_LIMIT_HEADERS).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
);
