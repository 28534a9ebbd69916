import { type FieldDefinition, fieldsOf } from '../validation/field.decorator';
import { CompanyFileDto } from './company-file.dto';

type JsonSchema = Readonly<Record<string, unknown>>;
type Class = new () => object;

/**
 * The JSON Schema of a company file, made from the classes that read it. It refuses nothing that they take; what needs
 * a look at the rest of the file or at the database is theirs alone.
 */
export function companySchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
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
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)])),
  };
}

function fieldSchema(field: FieldDefinition): JsonSchema {
  const { type, ...rules } = valueSchema(field);
  return {
    description: field.description,
    type: field.required || field.notNull ? type : [type, 'null'],
    ...rules,
  };
}

function valueSchema({ kind, entries, object }: FieldDefinition): JsonSchema {
  if (object !== undefined) return objectSchema(object());
  if (entries !== undefined) return { type: 'array', items: objectSchema(entries()) };
  // OpenAPI 3.0 spells an exclusive maximum otherwise; and in floating point few decimals are multiples of another.
  const { format, multipleOf: _, maximum, exclusiveMaximum, ...rest } = kind.schema as JsonSchema;
  const limit =
    maximum === undefined ? {} : exclusiveMaximum === true ? { exclusiveMaximum: maximum } : { maximum };
  const schema = { ...rest, ...limit };
  // Formats are hints, and editors' ideas of an e-mail address are narrower than ours.
  return format === 'email' ? { ...schema, pattern: '^[^\\s@]+@[^\\s@]+$' } : schema;
}
