import { ApiSchema } from '@nestjs/swagger';
import { type SchemaObject } from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import { fieldsOf } from './field.decorator';
import { type Kind } from './kinds';

export interface SchemaOptions {
  /** What the schema is called in the API documentation. */
  readonly name: string;
  /** Further keys whose names the company makes, as `metadata_13`. Without them an object has no further keys. */
  readonly furtherKeys?: { readonly kind: Kind; readonly description: string; readonly nullable?: true };
}

const registry = new Map<string, { readonly type: new () => object; readonly options: SchemaOptions }>();

/** Names a class of requests or answers in the API documentation. */
export function Schema(options: SchemaOptions): ClassDecorator {
  return (target) => {
    ApiSchema({ name: options.name })(target);
    registry.set(options.name, { type: target as unknown as new () => object, options });
  };
}

/** Adds to the generated schemas what decorators of single properties can't say. */
export function completeSchemas(schemas: Record<string, SchemaObject>): void {
  for (const [name, { type, options }] of registry) {
    const schema = schemas[name];
    if (schema === undefined) continue;
    const { furtherKeys } = options;
    schema.additionalProperties = furtherKeys ? furtherSchema(furtherKeys) : false;
    for (const { name: field, alias, required } of fieldsOf(type).values()) {
      if (alias === undefined) continue;
      schema.properties![alias] = {
        ...schema.properties![field],
        description: `Another name of \`${field}\``,
      };
      if (!required) continue;
      schema.required = schema.required!.filter((key) => key !== field);
      schema.anyOf = [{ required: [field] }, { required: [alias] }];
    }
  }
}

function furtherSchema({ kind, ...more }: NonNullable<SchemaOptions['furtherKeys']>): SchemaObject {
  return { ...kind.schema, ...more };
}
