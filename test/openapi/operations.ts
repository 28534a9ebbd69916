import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LATEST_VERSION } from '../../src/http/api-versions';
import { type Permission } from '../../src/access/permissions';

/** An operation of the OpenAPI document, with the request that the document gives as its example. */
export interface Operation {
  readonly operationId: string;
  readonly method: string;
  /** With `{id}` where it names an item. */
  readonly path: string;
  readonly exampleId: number | undefined;
  readonly exampleBody: Readonly<Record<string, unknown>> | undefined;
  readonly permissions: readonly Permission[];
  readonly successStatus: number;
}

interface DocumentedOperation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: { readonly example?: number } }[];
  readonly requestBody?: {
    readonly content: Record<string, { readonly examples: { readonly example: { readonly value: object } } }>;
  };
  readonly responses: Readonly<Record<string, unknown>>;
  readonly 'x-required-permissions': readonly Permission[];
}

/** All operations of the checked-in document, which another test holds equal to the running application. */
export function documentedOperations(): Operation[] {
  const file = join(__dirname, `../../openapi/${LATEST_VERSION}.json`);
  const { paths } = JSON.parse(readFileSync(file, 'utf8')) as {
    paths: Record<string, Record<string, DocumentedOperation>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      operationId: operation.operationId,
      method: method.toUpperCase(),
      path,
      exampleId: operation.parameters.find((parameter) => parameter.in === 'path')?.schema.example,
      exampleBody: operation.requestBody?.content['application/json']?.examples.example.value as
        | Record<string, unknown>
        | undefined,
      permissions: operation['x-required-permissions'],
      successStatus: Number(Object.keys(operation.responses).find((status) => status.startsWith('2'))),
    })),
  );
}

/** The path of an operation for one item. */
export function pathOf({ path }: Operation, id: number | undefined): string {
  return path.replace('{id}', String(id));
}
