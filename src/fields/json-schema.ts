import { type FieldDefinition } from './field-registry';
import { type FieldType } from './field-types';

/** A schema in the words of JSON Schema 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export const JSON_SCHEMA_DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** What OpenAPI says of a type. */
export function schemaOf(type: FieldType): JsonSchema {
  // Formats are hints, of which `int64` is one of OpenAPI only.
  const { format: _, ...rest } = type.schema as JsonSchema;
  return rest;
}

/** The same with all that JSON Schema can say of the type: it takes what the rule takes, and nothing else. */
export function exactSchema({ schema, exact, ...type }: FieldType): JsonSchema {
  const { maximum, ...rest } = schema;
  const limit = maximum === undefined || exact?.exclusiveMaximum !== undefined ? {} : { maximum };
  return { ...schemaOf({ ...type, schema: rest }), ...limit, ...exact };
}

/** The schema of a field whose value, if it has one, has this schema. */
export function fieldSchema(field: FieldDefinition, value: JsonSchema): JsonSchema {
  const { description, nullable } = field;
  return { description, ...(nullable ? orNull(value) : value) };
}

/** The same or null. */
export function orNull(schema: JsonSchema): JsonSchema {
  const { type, enum: choices, ...rest } = schema;
  return {
    type: [type, 'null'],
    ...(Array.isArray(choices) ? { enum: [...(choices as unknown[]), null] } : {}),
    ...rest,
  };
}

/** An object that has all of these, and not as null. */
export function having(...names: readonly string[]): JsonSchema {
  return { required: names, properties: each(names, { not: { type: 'null' } }) };
}

/** An object that has all of these or, null being none, none of them. */
export function havingAllOrNone(...names: readonly string[]): JsonSchema {
  return { anyOf: [having(...names), { properties: each(names, { type: 'null' }) }] };
}

const each = (names: readonly string[], schema: JsonSchema): JsonSchema =>
  Object.fromEntries(names.map((name) => [name, schema]));
