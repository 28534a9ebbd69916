import openapiFetch from 'openapi-fetch';
import { DEFAULT_RETRY, type RetryOptions } from './backoff';
import { errorsAreBodies } from './errors';
import { followEvents } from './follow-events';
import { type ProjectsClient } from './projects-client';
import { type RequestMethods } from './request-methods';
import { type Fetch, withRetries } from './retries';
import { type paths } from './schema';

export { type RetryOptions } from './backoff';
export { ApiError, type ErrorBody } from './errors';
export { type EventsOptions, type FeedEvent } from './follow-events';
export { listAll, type ListItem, type ListPath, type ListQuery } from './list-all';
export { metadataFields } from './metadata-fields';
export { type ProjectsClient } from './projects-client';
export { type Fetch } from './retries';
export { type components, type paths } from './api-types';

/** How to reach a company of the service, and as whom. */
export interface ClientSettings {
  /** Where the service is, as `http://127.0.0.1:3000`. The `/api` that the paths begin with may stand at its end. */
  readonly baseUrl: string;
  /** A personal access token. */
  readonly token: string;
  /** The slug of the company. */
  readonly company: string;
  /** The dated version of the API: the one that the types are of, unless given. */
  readonly version?: string;
  readonly retry?: Partial<RetryOptions>;
  /** What sends each attempt: the platform's fetch, unless given. */
  readonly fetch?: Fetch;
}

/** A client for one company. It may be used by many callers at once. */
export function createClient(settings: ClientSettings): ProjectsClient {
  const { baseUrl, token, company, version = '2024-06-15', retry = {} } = settings;
  const send = settings.fetch ?? ((request) => fetch(request));
  const client = openapiFetch<paths>({
    baseUrl: baseUrl.replace(/\/(api\/?)?$/, ''),
    headers: { Authorization: `Bearer ${token}`, 'Wethod-Company': company, 'Wethod-Version': version },
    fetch: withRetries(send, { ...DEFAULT_RETRY, ...retry }),
  });
  client.use(errorsAreBodies);
  const methods = client as unknown as RequestMethods;
  return { ...methods, events: (options) => followEvents(methods, options) };
}
