import { type Middleware } from 'openapi-fetch';
import { type components } from './api-types';

/** The body of every response that is not 2xx. */
export type ErrorBody = components['schemas']['Error'];

/** A response that is not 2xx, for code that has no place to return it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly body: ErrorBody,
  ) {
    const failures = (body.failures ?? []).map(({ field, message }) => `${field} ${message}`);
    super(`${status} ${body.key}: ${[body.message, ...failures].join('\n')}`);
  }
}

/** Makes the type of `error` true: what stands before the service may answer with HTML, or with nothing at all. */
export const errorsAreBodies: Middleware = {
  async onResponse({ response }) {
    if (response.ok || response.headers.get('content-type')?.startsWith('application/json')) return undefined;
    const message = (await response.text()) || response.statusText || 'A response without a body.';
    const body: ErrorBody = { key: 'unexpected_answer', message };
    const headers = new Headers(response.headers);
    for (const name of ['content-length', 'content-encoding']) headers.delete(name);
    headers.set('content-type', 'application/json');
    return new Response(JSON.stringify(body), { status: response.status, headers });
  },
};
