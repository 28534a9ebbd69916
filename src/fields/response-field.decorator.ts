import { applyDecorators } from '@nestjs/common';
import { documented } from './field.decorator';
import { FieldProperty, fieldsOf } from './field-registry';
import { type FieldType } from './field-types';

type Class = abstract new () => object;

interface ResponseFieldOptions {
  readonly description: string;
  readonly nullable?: boolean;
  /** False: it is there only with a value. */
  readonly required?: boolean;
  readonly example?: unknown;
}

/** Declares a property of a response. Its key is always there, null when empty, unless it is not required. */
export function ResponseField(type: FieldType, options: ResponseFieldOptions): PropertyDecorator {
  const { required = true, nullable = false } = options;
  const remember: PropertyDecorator = (_, key) => {
    if (!required) optionalKeys.add(String(key));
  };
  return applyDecorators(
    remember,
    FieldProperty({ type, nullable }, documented({ ...type.schema, required: true, ...options })),
  );
}

/**
 * Declares a property of a response that is the field of an input class: same type, same words. One that is not required
 * is there only with a value.
 */
export function SameAs(input: Class, { required = true } = {}): PropertyDecorator {
  return (target, key) => {
    const field = fieldsOf(input).get(String(key));
    if (field === undefined) throw new Error(`${input.name} has no field ${String(key)}`);
    const { type, description, nullable, example } = field;
    ResponseField(type, {
      description: required ? description : `${description}; there only with a value`,
      required,
      ...(nullable && required ? { nullable } : {}),
      ...(example === undefined ? {} : { example }),
    })(target, key);
  };
}

const optionalKeys = new Set<string>();

/** Can an item be without this key? Names that the company makes end with an id, and are there only with a value. */
export function isOptionalKey(key: string): boolean {
  return optionalKeys.has(key) || /_\d+$/.test(key);
}
