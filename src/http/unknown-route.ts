import { type Request } from 'express';
import { type ApiError, MethodNotAllowedError, NotFoundError } from './api-error';
import { OTHER_ACTION } from './id.pipe';

interface Match {
  readonly params: Readonly<Record<string, string>>;
}

interface Layer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  /** Nothing if the layer does not take the path. */
  match(path: string): Match | false | undefined;
}

const CORS_IS_CLOSED =
  ' Scripts on pages of other origins can call this only if the setting CORS_ORIGINS of the service names their origin.';

/** Why no route took the request: its path is unknown, or the path is known and the method is not one of its. */
export function unknownRoute({ app, headers, method, path }: Request): ApiError {
  const layers = (app.router as unknown as { stack: Layer[] }).stack;
  const methods = layers.flatMap((layer) => {
    const match = layer.route === undefined ? undefined : layer.match(path);
    return !match || isOtherAction(match) ? [] : Object.keys(layer.route!.methods);
  });
  if (methods.length === 0) return nothingAt({ method, path });
  const allowed = new Set(methods.map((known) => known.toUpperCase()));
  if (allowed.has('GET')) allowed.add('HEAD');
  const isPreflight = method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
  return new MethodNotAllowedError(method, [...allowed].sort(), isPreflight ? CORS_IS_CLOSED : '');
}

/** `/:id` takes `1:archive` for an ID. The ID that another system gives may have a colon. */
function isOtherAction({ params }: Match): boolean {
  const given = Object.entries(params);
  return given.every(([name]) => /(?:^|_)id$/.test(name)) && given.some(([, id]) => OTHER_ACTION.test(id));
}

export function nothingAt({ method, path }: Pick<Request, 'method' | 'path'>): ApiError {
  return new NotFoundError(`There is nothing at ${method} ${path}.`);
}
