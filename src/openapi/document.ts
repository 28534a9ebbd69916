import { type INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { type OperationObject, type ResponseObject, type SchemaObject } from '../fields/swagger-internals';
import { PERMISSIONS, type Permission } from '../auth/permissions';
import { COMPANY_HEADER, LATEST_VERSION, VERSION_HEADER } from '../http/api-versions';
import { completeSchemas } from '../fields/schema.decorator';
import { CALLER_HEADERS, requestHeadersOf } from './request-headers';
import { ERROR_SCHEMA, errorResponses, errorsOf } from './error-responses';
import { describedTag } from './tag.decorator';
import { RATE_LIMIT_HEADER_REFS, RATE_LIMIT_HEADERS } from './rate-limit-headers';

/** The tag of the operations that are documented under another path, too. */
export const OTHER_SPELLINGS = 'Other spellings';

const DESCRIPTION = `
Keep the pipeline of a professional-services company in it: opportunities and projects, created and managed by your CRM,
ERP and scripts.

Every request carries a personal access token (\`Authorization: Bearer <token>\`), the company (\`${COMPANY_HEADER}\`) and
the version of the API (\`${VERSION_HEADER}\`). Every response that is not 2xx is \`{ key, message }\`, and a 400 adds \`failures\` with all that is wrong.
`.trim();

const config = new DocumentBuilder()
  .setTitle('Projects API')
  .setDescription(DESCRIPTION)
  .setVersion(LATEST_VERSION)
  .setLicense('MIT', 'https://opensource.org/license/mit')
  .setOpenAPIVersion('3.0.3')
  .addServer('http://localhost:3000')
  .addSecurity('token', { type: 'http', scheme: 'bearer', description: 'A personal access token' })
  .addSecurityRequirements('token')
  .build();

/** The contract of the latest version, put together from the decorators of the running application. */
export function createDocument(app: INestApplication): OpenAPIObject {
  const document = SwaggerModule.createDocument(app, config);
  const schemas = { ...(document.components?.schemas as Record<string, SchemaObject>), Error: ERROR_SCHEMA };
  completeSchemas(schemas);
  document.components = {
    ...document.components,
    schemas,
    responses: errorResponses(),
    headers: RATE_LIMIT_HEADERS,
  };
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item) as [string, OperationObject][])
      completeOperation(method, path, operation);
  }
  document.tags = tagsOf(document);
  return document;
}

/** In the order of their first operations. */
function tagsOf({ paths }: OpenAPIObject): { name: string; description: string }[] {
  const operations = Object.values(paths).flatMap((item) => Object.values(item) as OperationObject[]);
  const names = new Set(operations.flatMap(({ tags = [] }) => tags));
  names.delete(OTHER_SPELLINGS);
  return [
    ...[...names].map(describedTag),
    {
      name: OTHER_SPELLINGS,
      description: 'The same writes of clients and contacts under the paths of the public API',
    },
  ];
}

function completeOperation(method: string, path: string, operation: OperationObject): void {
  // The writes that have a second spelling: one operation can't have one name at two paths.
  if (/^\/api\/(client|contact)(\/|$)/.test(path)) {
    operation.operationId = `${operation.operationId ?? ''}Singular`;
    operation.summary = `${operation.summary ?? ''}, in the other spelling`;
    operation.tags = [OTHER_SPELLINGS];
    if (method === 'delete') takeNextItem(operation);
  }
  const { 'x-required-permissions': permissions = [], 'x-requires-all-permissions': needsAll } =
    operation as {
      'x-required-permissions'?: Permission[];
      'x-requires-all-permissions'?: boolean;
    };
  for (const success of Object.values(operation.responses) as ResponseObject[]) {
    success.headers = { ...success.headers, ...RATE_LIMIT_HEADER_REFS };
  }
  const isWrite = method !== 'get';
  const hasItem = path.includes('{');
  // One that only creates something beside the item, as a delivery, leaves the item as it is.
  const writesItem = isWrite && hasItem && '200' in operation.responses;
  const hasTag = 'ETag' in ((operation.responses['200'] as ResponseObject | undefined)?.headers ?? {});
  operation.parameters = [
    ...(operation.parameters ?? []),
    ...CALLER_HEADERS,
    ...requestHeadersOf({ isWrite, writesItem, hasTag }),
  ];
  if (!isWrite && hasTag) operation.responses['304'] = { description: 'The caller has it as it is' };
  Object.assign(
    operation.responses,
    errorsOf({
      hasPermission: permissions.length > 0,
      hasItem,
      isWrite,
      writesItem,
    }),
  );
  const needed = permissions.map((permission) => `- \`${permission}\`: to ${PERMISSIONS[permission]}`);
  const heading = needsAll ? 'Required permissions: all of these:' : 'Required permissions:';
  const rule = needed.length > 0 ? `${heading}\n${needed.join('\n')}` : 'Required permissions: none.';
  operation.description = [operation.description, rule].filter(Boolean).join('\n\n');
}

/** The item of the example is gone after the delete in the usual spelling. */
function takeNextItem({ parameters = [] }: OperationObject): void {
  for (const parameter of parameters) {
    if (!('schema' in parameter) || parameter.name !== 'id') continue;
    const schema = parameter.schema as SchemaObject;
    schema.example = (schema.example as number) + 1;
  }
}
