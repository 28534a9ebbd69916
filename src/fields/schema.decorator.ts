import { ApiSchema } from '@nestjs/swagger';
import { type SchemaObject } from './swagger-internals';
import { isChange } from './changes-of';
import { readOnlyKeysOf } from './input.decorator';

export interface SchemaOptions {
  /** What the schema is called in the API documentation. */
  readonly name: string;
  /**
   * What further keys there are, whose names the company makes, as `metadata_13`. Without them an object has no further
   * keys. Their values are described in words only: a type for them would be one for every key of the object, which
   * generators then declare, and which no other property fits.
   */
  readonly furtherKeys?: string;
}

const registry = new Map<
  string,
  { readonly type: new () => object; readonly furtherKeys: string | undefined }
>();

/** Names a class of requests or answers in the API documentation. */
export function Schema(options: SchemaOptions): ClassDecorator {
  return (target) => {
    ApiSchema({ name: options.name })(target);
    registry.set(options.name, {
      type: target as unknown as new () => object,
      furtherKeys: options.furtherKeys,
    });
  };
}

/** Adds to the generated schemas what decorators of single properties can't say. */
export function completeSchemas(schemas: Record<string, SchemaObject>): void {
  for (const [name, { type, furtherKeys }] of registry) {
    const schema = schemas[name];
    if (schema === undefined) continue;
    if (isChange(type)) Object.assign(schema.properties!, unchangedProperties(type));
    schema.additionalProperties = furtherKeys !== undefined;
    if (furtherKeys !== undefined) schema.description = furtherKeys;
  }
}

/** A change may hold what it can't change, if it holds it as it is: an item that was read, edited and sent back. */
function unchangedProperties(type: object): Record<string, SchemaObject> {
  const description = 'Read-only: accepted with the value that the item has';
  return Object.fromEntries(Object.keys(readOnlyKeysOf(type)).map((name) => [name, { description }]));
}
