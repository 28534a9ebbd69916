import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
} from '@nestjs/swagger';
import { type ContentObject, type HeadersObject, type SchemaObject } from '../fields/swagger-internals';
import { setOperation } from '../http/request-record';
import { fieldsOf } from '../fields/field-registry';

export interface OperationOptions {
  readonly summary: string;
  /** Beyond the summary and the permissions, which the documentation states for every operation. */
  readonly description?: string;
  /** Of an operation on one item: what the item is called. */
  readonly item?: string;
  /** An id that the demo company has, or gets by the examples of creates; 1 if absent. */
  readonly itemExample?: number;
  readonly query?: Type<object>;
  readonly body?: Type<object>;
  /** A request that works in the demo company as it stands: the examples of the fields of the body, if absent. */
  readonly bodyExample?: object;
  /** A body that is not JSON, by its media types. */
  readonly requestContent?: ContentObject;
  /** What a 200 returns: one … */
  readonly response?: Type<object>;
  /** … one that is no class of ours … */
  readonly responseSchema?: SchemaObject;
  /** … or a list. */
  readonly listOf?: Type<object>;
  /** … or something that is not JSON, by its media types. */
  readonly responseContent?: ContentObject;
  /** … with these headers. */
  readonly responseHeaders?: HeadersObject;
  /** A 200 returns an empty object. */
  readonly deleted?: true;
  /** What a 201 returns. */
  readonly created?: Type<object>;
  /** What a 200 returns to a dry run, where only a dry run gets 200. */
  readonly dryRun?: Type<object>;
}

const ETag = {
  description: 'Stands for the item as it is: for `If-Match` and `If-None-Match`',
  schema: { type: 'string' },
};

const XSyncUntil = {
  description:
    'With a filter on `updated_at` or `deleted_at`: nothing that changed earlier can appear any more, and nothing that ' +
    'changed then or later is on the page',
  schema: { type: 'string', format: 'date-time' },
};

/**
 * What the API documentation says of a route. Its operationId, by which generated clients call it, is the name of the method.
 * Errors are added for all routes alike, see openapi/document.ts.
 */
export function Operation(options: OperationOptions): MethodDecorator {
  const { summary, description, item, query, body, bodyExample, response, responseSchema, listOf } = options;
  const { created, deleted, dryRun, requestContent: content, responseContent, responseHeaders } = options;
  const decorators: MethodDecorator[] = [
    setOperation({ isFile: (content ?? responseContent) !== undefined, hasQuery: query !== undefined }),
    (target, method, descriptor) =>
      ApiOperation({
        operationId: String(method),
        summary,
        ...(description ? { description } : {}),
        ...(content ? { requestBody: { required: true, content } } : {}),
      })(target, method, descriptor),
  ];
  if (item) {
    const schema = { type: 'integer', format: 'int64', minimum: 1, example: options.itemExample ?? 1 };
    decorators.push(ApiParam({ name: 'id', description: `ID of the ${item}`, schema }));
  }
  for (const field of query ? fieldsOf(query).values() : []) {
    const { name, description: text, type } = field;
    decorators.push(ApiQuery({ name, description: text, required: false, schema: type.schema as object }));
  }
  if (body) {
    const examples = { example: { value: bodyExample ?? exampleOf(body) } };
    decorators.push(ApiBody({ type: body, required: true, examples }));
  }
  if (response ?? responseSchema) {
    const content = response ? { type: response } : { schema: responseSchema! };
    decorators.push(ApiOkResponse({ ...content, description: 'Done', headers: { ETag } }));
  }
  if (dryRun) {
    const when = 'With `dry_run`: what would be created. Nothing is stored';
    decorators.push(ApiOkResponse({ type: dryRun, description: when }));
  }
  if (listOf) {
    const Link = {
      description: 'The next page, if there may be one: rel="next"',
      schema: { type: 'string' },
    };
    decorators.push(
      ApiOkResponse({
        type: listOf,
        isArray: true,
        description: 'A page of the list',
        headers: {
          Link,
          ...(query && fieldsOf(query).has('updated_at') ? { 'X-Sync-Until': XSyncUntil } : {}),
        },
      }),
    );
  }
  if (responseContent) {
    const headers = responseHeaders && { headers: responseHeaders };
    decorators.push(ApiOkResponse({ content: responseContent, description: 'Done', ...headers }));
  }
  if (deleted) {
    decorators.push(
      ApiOkResponse({ schema: { type: 'object', additionalProperties: false }, description: 'Deleted' }),
    );
  }
  if (created) {
    const Location = { description: 'Path of what was created', schema: { type: 'string' } };
    decorators.push(
      ApiCreatedResponse({ type: created, description: 'Created', headers: { Location, ETag } }),
    );
  }
  return applyDecorators(...decorators);
}

const exampleOf = (type: Type<object>): object =>
  Object.fromEntries(
    [...fieldsOf(type).values()].flatMap(({ name, example }) =>
      example === undefined ? [] : [[name, example]],
    ),
  );
