import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Call } from '../support/api';
import { LATEST_VERSION } from '../../src/http/api-versions';
import { type Permission } from '../../src/auth/permissions';

/** An operation of the OpenAPI document, with the request that the document gives as its example. */
export interface Operation {
  readonly operationId: string;
  readonly method: string;
  /** With `{id}` where it names an item. */
  readonly path: string;
  /** The names of those of the path, the query and the headers. */
  readonly parameters: readonly string[];
  readonly exampleId: number | string | undefined;
  readonly exampleBody: Readonly<Record<string, unknown>> | undefined;
  /** A body that is not JSON: its media types, each with a text. */
  readonly exampleTexts: readonly (readonly [type: string, text: string])[];
  readonly tag: string;
  readonly permissions: readonly Permission[];
  /** All of them, not one of them. */
  readonly needsAllPermissions: boolean;
  /** Of them, which of several a response has depends on what is there. */
  readonly successStatuses: readonly number[];
  /** It answers a list of items. */
  readonly isList: boolean;
}

interface DocumentedOperation {
  readonly operationId: string;
  readonly tags: readonly [string];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly schema?: { readonly example?: number | string };
  }[];
  readonly requestBody?: {
    readonly content: Record<
      string,
      { readonly examples: { readonly example: { readonly value: object | string } } }
    >;
  };
  readonly responses: Readonly<
    Record<string, { readonly content?: Record<string, { readonly schema?: { readonly type?: string } }> }>
  >;
  readonly 'x-required-permissions': readonly Permission[];
  readonly 'x-requires-all-permissions'?: boolean;
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
      parameters: operation.parameters.map(({ name }) => name),
      exampleId: operation.parameters.find((parameter) => parameter.name === 'id')?.schema?.example,
      exampleBody: operation.requestBody?.content['application/json']?.examples.example.value as
        Record<string, unknown> | undefined,
      exampleTexts: Object.entries(operation.requestBody?.content ?? {}).flatMap(([type, { examples }]) => {
        const { value } = examples.example;
        return typeof value === 'string' ? [[type, value] as const] : [];
      }),
      tag: operation.tags[0],
      permissions: operation['x-required-permissions'],
      needsAllPermissions: operation['x-requires-all-permissions'] ?? false,
      successStatuses: Object.keys(operation.responses)
        .filter((status) => status.startsWith('2'))
        .map(Number),
      isList: operation.responses['200']?.content?.['application/json']?.schema?.type === 'array',
    })),
  );
}

/** All operations as the page at /docs shows them: by tag, and under each tag the deletes last. */
export function operationsOfPage(): Operation[] {
  const file = join(__dirname, `../../openapi/${LATEST_VERSION}.json`);
  const { tags } = JSON.parse(readFileSync(file, 'utf8')) as { tags: { name: string }[] };
  const operations = documentedOperations();
  const isDelete = ({ method }: Operation): number => Number(method === 'DELETE');
  return tags.flatMap(({ name }) =>
    operations.filter(({ tag }) => tag === name).sort((one, other) => isDelete(one) - isDelete(other)),
  );
}

/** The path of an operation for one item; a system of others is called `crm`. */
export function pathOf({ path }: Operation, id: number | string | undefined): string {
  return path.replace('{source}', 'crm').replace('{id}', String(id)).replace('{delivery_id}', '1');
}

/** The examples of the body, with what else a request needs to carry each. */
export function callsOf({ exampleBody, exampleTexts }: Operation): Call[] {
  const texts = exampleTexts.map(([type, body]) => ({ headers: { 'Content-Type': type }, body }));
  return texts.length > 0 ? texts : [{ body: exampleBody }];
}

/** Does the path name an item by its id here? */
export const namesItem = ({ path }: Operation): boolean =>
  path.includes('{id}') && !path.includes('{source}');
