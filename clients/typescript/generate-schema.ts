import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTS, {
  astToString,
  COMMENT_HEADER,
  type OpenAPI3,
  type SchemaObject,
  type TransformNodeOptions,
  transformSchemaObject,
  tsIntersection,
  tsUnion,
} from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';

const DOCUMENT = join(__dirname, '../../openapi/2024-06-15.json');

interface ProjectSchema {
  readonly properties: Readonly<Record<string, SchemaObject>>;
  readonly additionalProperties?: SchemaObject;
  readonly anyOf?: readonly { readonly required: string[] }[];
}

/**
 * The type of a schema with `metadata_<id>` keys. OpenAPI 3.0 has no pattern for keys, so the document has them as
 * `additionalProperties`, whose type `[key: string]: string` fits no body with a number in it; a template literal type
 * can tell the keys apart. Branches of `anyOf` that only require a field (`start_date` or `date_start`) would be
 * `unknown` without that field's schema.
 */
function projectType(schema: SchemaObject, options: TransformNodeOptions): ts.TypeNode | undefined {
  const { additionalProperties, anyOf = [], ...fixed } = schema as ProjectSchema;
  if (!additionalProperties?.description?.startsWith('`metadata_<id>`')) return undefined;
  const alternatives = anyOf.map(({ required }) => {
    const properties = Object.fromEntries(required.map((name) => [name, fixed.properties[name]!]));
    return transformSchemaObject({ type: 'object', properties, required }, options);
  });
  return tsIntersection([
    transformSchemaObject(fixed as SchemaObject, options),
    metadataKeys(transformSchemaObject(additionalProperties, options)),
    ...(alternatives.length > 0 ? [tsUnion(alternatives)] : []),
  ]);
}

/** The type { [key: `metadata_${number}`]: value }. */
function metadataKeys(value: ts.TypeNode): ts.TypeNode {
  const { factory } = ts;
  const id = factory.createKeywordTypeNode(ts.SyntaxKind.NumberKeyword);
  const key = factory.createTemplateLiteralType(factory.createTemplateHead('metadata_'), [
    factory.createTemplateLiteralTypeSpan(id, factory.createTemplateTail('')),
  ]);
  const parameter = factory.createParameterDeclaration(undefined, undefined, 'key', undefined, key);
  return factory.createTypeLiteralNode([factory.createIndexSignature(undefined, [parameter], value)]);
}

/** Prints the TypeScript types of the OpenAPI document. */
async function generate(): Promise<void> {
  const document = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as OpenAPI3;
  const nodes = await openapiTS(document, { transform: projectType });
  const style = await resolveConfig(DOCUMENT);
  const text = await format(COMMENT_HEADER + astToString(nodes), { ...style, parser: 'typescript' });
  process.stdout.write(text);
}

void generate();
