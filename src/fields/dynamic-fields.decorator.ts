import { type FieldType } from './field-types';
import { type DynamicFieldsDefinition, DynamicFieldsProperty } from './field-registry';
import { MAX_ID } from './rules';

/** Collects the fields `<prefix><id>` of a request into the decorated Map. `additionalProperties` documents them. */
export function DynamicFields(prefix: string, type: FieldType): PropertyDecorator {
  return DynamicFieldsProperty({ prefix, type });
}

/** The id of a dynamic field's name, or undefined for any other name; ids have no leading zeros. */
export function dynamicId(fields: DynamicFieldsDefinition, name: string): number | undefined {
  if (!name.startsWith(fields.prefix)) return undefined;
  const digits = name.slice(fields.prefix.length);
  if (!/^[1-9]\d{0,15}$/.test(digits)) return undefined;
  const id = Number(digits);
  return id <= MAX_ID ? id : undefined;
}
