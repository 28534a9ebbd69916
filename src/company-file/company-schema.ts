import { type FieldDefinition, fieldsOf } from '../fields/field-registry';
import { fieldSchema, JSON_SCHEMA_DIALECT, type JsonSchema, schemaOf } from '../fields/json-schema';
import { CompanyFileDto } from './company-file.dto';

type Class = new () => object;

/**
 * The JSON Schema of a company file, made from the classes that read it. It refuses nothing that they take; what needs
 * a look at the rest of the file or at the database is theirs alone.
 */
export function companySchema(): JsonSchema {
  return {
    $schema: JSON_SCHEMA_DIALECT,
    title: 'Company file',
    description:
      'A company with its settings, its people, and what its projects point to. What the file does not name stays as it is.',
    ...objectSchema(CompanyFileDto),
  };
}

function objectSchema(type: Class): JsonSchema {
  const fields = [...fieldsOf(type).values()];
  return {
    type: 'object',
    additionalProperties: false,
    required: fields.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(
      fields.map((field) => [field.name, fieldSchema(field, valueSchema(field))]),
    ),
  };
}

function valueSchema({ type, entries, object }: FieldDefinition): JsonSchema {
  if (object !== undefined) return objectSchema(object());
  if (entries !== undefined) return { type: 'array', items: objectSchema(entries()) };
  const schema = schemaOf(type);
  // Editors' ideas of an e-mail address are narrower than ours.
  return type.schema.format === 'email' ? { ...schema, pattern: '^[^\\s@]+@[^\\s@]+$' } : schema;
}
