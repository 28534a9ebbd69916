import { type OpenAPIObject } from '@nestjs/swagger';
import { type OperationObject } from '../fields/swagger-internals';
import { CALLER_HEADERS } from './request-headers';

type Paths = Record<string, Record<string, OperationObject>>;

interface AskedRequest {
  readonly protocol: string;
  readonly headers: { readonly host?: string };
}

/**
 * Where the service is, so that a program finds the service whose document it reads: as the operator says, or else as
 * the client of the request calls it, if it does.
 */
export function addressOf(
  { protocol, headers: { host } }: AskedRequest,
  publicUrl?: string,
): string | undefined {
  return publicUrl ?? (host ? `${protocol}://${host}` : undefined);
}

/**
 * The document for Swagger UI, where security schemes are filled in once for all operations: the headers that say who
 * calls are among them there. And it calls the server from which it comes, whatever stands in between.
 */
export function forPage(document: OpenAPIObject): OpenAPIObject {
  const names = new Map(CALLER_HEADERS.map(({ name }) => [name, name.replace('Wethod-', '').toLowerCase()]));
  const schemes = CALLER_HEADERS.map(
    ({ name, description = '' }) =>
      [names.get(name)!, { type: 'apiKey', in: 'header', name, description }] as const,
  );
  const withoutHeaders = (operation: OperationObject): OperationObject => ({
    ...operation,
    parameters: operation.parameters!.filter(
      (parameter) => !('name' in parameter && names.has(parameter.name)),
    ),
  });
  return {
    ...document,
    info: {
      ...document.info,
      description: `${document.info.description}\n\nHere they are filled in once for all operations: press **Authorize**.`,
    },
    servers: [{ url: '/' }],
    security: [Object.fromEntries(['token', ...names.values()].map((name) => [name, []]))],
    components: {
      ...document.components,
      securitySchemes: { ...document.components?.securitySchemes, ...Object.fromEntries(schemes) },
    },
    paths: Object.fromEntries(
      Object.entries(document.paths as Paths).map(([path, item]) => [
        path,
        Object.fromEntries(
          Object.entries(item).map(([method, operation]) => [method, withoutHeaders(operation)]),
        ),
      ]),
    ),
  };
}
