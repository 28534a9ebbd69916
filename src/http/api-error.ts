import { type Failure } from '../fields/failure';

/** The body of every response that is not 2xx. `key` is for machines and stable, `message` is for people. */
export interface ErrorBody {
  readonly key: string;
  readonly message: string;
  readonly failures?: readonly Failure[];
}

/** A refusal that the API documents. The error filter turns it into its status, body and headers. */
export abstract class ApiError extends Error {
  abstract readonly status: number;
  abstract readonly key: string;
  readonly failures?: readonly Failure[];
  readonly headers: Readonly<Record<string, string>> = {};

  body(): ErrorBody {
    const { key, message, failures } = this;
    return failures === undefined ? { key, message } : { key, message, failures };
  }
}

export class InvalidDataError extends ApiError {
  readonly status = 400;
  readonly key = 'invalid_data';

  override readonly failures: readonly Failure[];

  constructor(failures: readonly Failure[]) {
    super("You provided invalid data. Check 'failures' for details.");
    this.failures = withoutRest(failures);
  }
}

/** So many failures are in a response, and then the number of the others. */
const MAX_FAILURES = 100;
/** So long are what a failure repeats of the request, and its message. */
const [MAX_FIELD_LENGTH, MAX_MESSAGE_LENGTH] = [200, 1_000];

function withoutRest(failures: readonly Failure[]): readonly Failure[] {
  const rest = failures.length - MAX_FAILURES;
  const named = failures.slice(0, MAX_FAILURES).map(({ field, message }) => ({
    field: shortened(field, MAX_FIELD_LENGTH),
    message: shortened(message, MAX_MESSAGE_LENGTH),
  }));
  return rest <= 0 ? named : [...named, { field: 'body', message: `has ${rest} more failures` }];
}

/** Half of a surrogate pair at the cut would not be text. */
function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length).toWellFormed()}…`;
}

export class UnauthorizedError extends ApiError {
  readonly status = 401;
  readonly key = 'unauthorized';
  override readonly headers = { 'WWW-Authenticate': 'Bearer realm="projects-api"' };
}

export class ForbiddenError extends ApiError {
  readonly status = 403;
  readonly key = 'forbidden';
}

export class NotFoundError extends ApiError {
  readonly status = 404;
  readonly key = 'not_found';
}

export class MethodNotAllowedError extends ApiError {
  readonly status = 405;
  readonly key = 'method_not_allowed';
  override readonly headers: Readonly<Record<string, string>>;

  constructor(method: string, allowed: readonly string[], hint = '') {
    super(`${method} is not possible here. Possible: ${allowed.join(', ')}.${hint}`);
    this.headers = { Allow: allowed.join(', ') };
  }
}

export class RequestTimeoutError extends ApiError {
  readonly status = 408;
  readonly key = 'request_timeout';

  constructor() {
    super('The request did not arrive in time.');
  }
}

export class ConflictError extends ApiError {
  readonly status = 409;
  readonly key = 'conflict';
}

/** The first request with the key has no response yet, or another request holds for long what this one needs. */
export class KeyInFlightError extends ConflictError {
  override readonly headers = { 'Retry-After': '1' };

  constructor() {
    super(
      'A request with this Idempotency-Key, or one that this has to wait for, is still running. Send it again in a moment.',
    );
  }
}

/** `If-Match` names a state that the item is not in any more. */
export class PreconditionFailedError extends ApiError {
  readonly status = 412;
  readonly key = 'precondition_failure';
  override readonly failures: readonly Failure[];
  override readonly headers: Readonly<Record<string, string>>;

  /** Without a tag there is no item. */
  constructor(changedFields: readonly string[], currentTag?: string) {
    super('The item is not what If-Match says any more. Read it again and decide anew.');
    this.failures = changedFields.map((field) => ({ field, message: 'has changed meanwhile' }));
    this.headers = currentTag === undefined ? {} : { ETag: currentTag };
  }
}

/** `If-None-Match` of a write names the item as it is, or any. */
export class ExcludedItemError extends ApiError {
  readonly status = 412;
  readonly key = 'precondition_failure';
  override readonly headers: Readonly<Record<string, string>>;

  constructor(currentTag: string) {
    super('There is an item that If-None-Match excludes, so nothing is written. Read it and decide anew.');
    this.headers = { ETag: currentTag };
  }
}

export class PayloadTooLargeError extends ApiError {
  readonly status = 413;
  readonly key = 'payload_too_large';

  constructor(limit: string) {
    super(`The body is larger than ${limit}.`);
  }
}

export class UnsupportedMediaTypeError extends ApiError {
  readonly status = 415;
  readonly key = 'unsupported_media_type';
}

export class ExpectationFailedError extends ApiError {
  readonly status = 417;
  readonly key = 'expectation_failed';

  constructor() {
    super('The only Expect that works here is 100-continue.');
  }
}

export class TooManyRequestsError extends ApiError {
  readonly status = 429;
  readonly key = 'too_many_requests';
  override readonly headers: Readonly<Record<string, string>>;

  constructor(limit: number, seconds: number) {
    super(`A person may send ${limit} requests in an hour. Try again in ${seconds} seconds.`);
    // Clients of the public API read the one, everybody else's the other.
    this.headers = { 'Retry-After': String(seconds), 'x-ratelimit-retry-after': String(seconds) };
  }
}

export class HeadersTooLargeError extends ApiError {
  readonly status = 431;
  readonly key = 'headers_too_large';

  constructor() {
    super('The request line and the headers together are larger than 16 kB.');
  }
}

export class InternalError extends ApiError {
  readonly status = 500;
  readonly key = 'internal_error';

  constructor() {
    super('Something went wrong on our side. Tell us the X-Request-Id of this response.');
  }
}

export class ServiceUnavailableError extends ApiError {
  readonly status = 503;
  readonly key = 'service_unavailable';
  override readonly headers = { 'Retry-After': '2' };

  constructor(message = 'The database can not be reached right now. Try again in a moment.') {
    super(message);
  }
}
