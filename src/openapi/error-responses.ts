import { type OpenAPIObject } from '@nestjs/swagger';
import {
  type ApiError,
  ConflictError,
  ExpectationFailedError,
  ForbiddenError,
  HeadersTooLargeError,
  InternalError,
  InvalidDataError,
  NotFoundError,
  PayloadTooLargeError,
  PreconditionFailedError,
  RequestTimeoutError,
  ServiceUnavailableError,
  TooManyRequestsError,
  UnauthorizedError,
  UnsupportedMediaTypeError,
} from '../http/api-error';

type Responses = NonNullable<NonNullable<OpenAPIObject['components']>['responses']>;

/** The errors that operations share, each with a response as an example: made by the classes that make the responses. */
const EXAMPLES: Readonly<Record<string, { readonly when: string; readonly error: ApiError }>> = {
  InvalidData: {
    when: 'A header, the path, the query or the body is wrong; all that is wrong is in `failures`',
    error: new InvalidDataError([
      { field: 'name', message: 'is required' },
      { field: 'client_id', message: 'is not a client of this company' },
    ]),
  },
  Unauthorized: {
    when: 'The token is missing or not valid, or not for this company',
    error: new UnauthorizedError('The token is unknown, expired or revoked.'),
  },
  Forbidden: {
    when: 'The role of the caller lacks a permission; the message names it',
    error: new ForbiddenError(
      'You need the permission pipeline.create_other, which your role does not have.',
    ),
  },
  NotFound: {
    when: 'There is no such item in this company',
    error: new NotFoundError('There is nothing here.'),
  },
  Conflict: {
    when: 'It is there already, or the first request with the `Idempotency-Key` is still running',
    error: new ConflictError('This person is on the whitelist of this project already.'),
  },
  PreconditionFailed: {
    when: 'The item is not what `If-Match` says, and `failures` names the fields that have changed; or it is what `If-None-Match` excludes',
    error: new PreconditionFailedError(['probability'], '"dGhpc2lzYW5ldGFn.AbCd."'),
  },
  RequestTimeout: { when: 'The request did not arrive in time', error: new RequestTimeoutError() },
  PayloadTooLarge: { when: 'The body is too large', error: new PayloadTooLargeError('1 MB') },
  UnsupportedMediaType: {
    when: 'The media type or the charset of the body is another, or the body is compressed; the message says which',
    error: new UnsupportedMediaTypeError(
      'Content-Type: text/plain is not taken here. Send application/json.',
    ),
  },
  ExpectationFailed: {
    when: 'The request has an `Expect` other than `100-continue`',
    error: new ExpectationFailedError(),
  },
  TooManyRequests: {
    when: 'The person has used up the requests of an hour; `Retry-After` says after how many seconds to try again',
    error: new TooManyRequestsError(5_000, 1_800),
  },
  HeadersTooLarge: { when: 'The headers are larger than 16 kB', error: new HeadersTooLargeError() },
  InternalError: { when: 'Something went wrong in the service', error: new InternalError() },
  ServiceUnavailable: {
    when: 'The service can not respond right now; `Retry-After` says after how many seconds to try again',
    error: new ServiceUnavailableError(),
  },
};

export const ERROR_SCHEMA = {
  type: 'object',
  description: 'The body of every response that is not 2xx',
  required: ['key', 'message'],
  properties: {
    key: { type: 'string', description: 'What went wrong, for machines; does not change' },
    message: { type: 'string', description: 'What went wrong, for people' },
    failures: {
      type: 'array',
      description:
        'With `invalid_data`: everything that is wrong with the request; with `precondition_failure`: what has changed',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: {
          field: { type: 'string', description: 'Name of the field, parameter or header' },
          message: {
            type: 'string',
            description: 'What is wrong with it; continues the sentence that `field` begins',
          },
        },
      },
    },
  },
};

export function errorResponses(): Responses {
  return Object.fromEntries(
    Object.entries(EXAMPLES).map(([name, { when, error }]) => {
      const headers = Object.fromEntries(
        Object.entries(error.headers).map(([header, example]) => [
          header,
          { schema: { type: 'string', example } },
        ]),
      );
      const schema = { $ref: '#/components/schemas/Error' };
      const content = { 'application/json': { schema, example: error.body() } };
      return [name, { description: when, ...(Object.keys(headers).length > 0 ? { headers } : {}), content }];
    }),
  );
}

/** The errors of one operation, by status. */
export function errorsOf(operation: {
  readonly hasPermission: boolean;
  readonly hasItem: boolean;
  readonly isWrite: boolean;
  readonly writesItem: boolean;
}): Record<string, { $ref: string }> {
  const names = [
    'InvalidData',
    'Unauthorized',
    ...(operation.hasPermission ? ['Forbidden'] : []),
    ...(operation.hasItem ? ['NotFound'] : []),
    ...(operation.isWrite ? ['Conflict'] : []),
    ...(operation.writesItem ? ['PreconditionFailed'] : []),
    // A write without a body may come with one all the same.
    ...(operation.isWrite ? ['PayloadTooLarge', 'UnsupportedMediaType'] : []),
    'RequestTimeout',
    'ExpectationFailed',
    'TooManyRequests',
    'HeadersTooLarge',
    'InternalError',
    'ServiceUnavailable',
  ];
  return Object.fromEntries(
    names.map((name) => [String(EXAMPLES[name]!.error.status), { $ref: `#/components/responses/${name}` }]),
  );
}
