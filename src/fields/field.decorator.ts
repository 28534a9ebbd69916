import { applyDecorators } from '@nestjs/common';
import { type ApiPropertyOptions } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsOptional, ValidateIf, ValidateNested } from 'class-validator';
import { FieldProperty, type FieldEntry, fieldsOf } from './field-registry';
import * as types from './field-types';
import { IsOfType } from './field.constraint';

export interface FieldOptions {
  /** For the reader of the API documentation; says the unit. */
  readonly description: string;
  readonly required?: boolean;
  /** If not said, what need not be there may be null. */
  readonly nullable?: boolean;
  readonly example?: unknown;
  /** Another name of the same field, accepted in its place. */
  readonly alias?: string;
}

type Options<Limits = unknown> = FieldOptions & Limits;
type Entries = () => new () => object;

export const TextField = (options: Options<types.TextLimits>): PropertyDecorator =>
  Field(types.text(options), options);

export const EmailField = (options: Options<{ readonly maxLength: number }>): PropertyDecorator =>
  Field(types.email(options), options);

/** `must` ends the sentence "must be …". */
export const PatternField = (
  options: Options<{ readonly pattern: RegExp; readonly must: string }>,
): PropertyDecorator => Field(types.pattern(options.pattern, options.must), options);

export const OneOfField = (values: readonly string[], options: Options): PropertyDecorator =>
  Field(types.oneOf(values), options);

export const IdField = (options: Options): PropertyDecorator => Field(types.id, options);

export const IntegerField = (options: Options<types.IntegerLimits>): PropertyDecorator =>
  Field(types.integer(options), options);

export const DecimalField = (options: Options<types.DecimalLimits>): PropertyDecorator =>
  Field(types.decimal(options), options);

export const BooleanField = (options: Options): PropertyDecorator => Field(types.boolean, options);

export const DateField = (options: Options): PropertyDecorator => Field(types.date, options);

/** A date that stands for its month. */
export const MonthField = (options: Options): PropertyDecorator => Field(types.month, options);

/** A list of different texts. */
export const TextListField = (item: types.FieldType, options: Options): PropertyDecorator =>
  Field(types.textList(item), options);

/** An object from texts to texts or null. */
export const TextMapField = (options: Options): PropertyDecorator => Field(types.textMap, options);

/** A list of objects, each with the fields of the class `entries`. */
export function ListField(
  entries: Entries,
  options: Options<{ readonly maxItems?: number }>,
): PropertyDecorator {
  return applyDecorators(
    declare({ type: types.list(options), entries }, options),
    ValidateNested({ each: true, message: 'must be a list of objects' }),
    Type(entries),
  );
}

/** An object in the object, with the fields of the class `object`. */
export function ObjectField(object: Entries, options: Options): PropertyDecorator {
  return applyDecorators(declare({ type: types.object, object }, options), ValidateNested(), Type(object));
}

/** A field of a type of its own. */
export function Field(type: types.FieldType, options: Options): PropertyDecorator {
  return declare({ type }, options);
}

type Declared = Omit<FieldEntry, 'nullable'>;

/** The fields of all classes, by their names. */
const declared = new Map<string, Declared[]>();

/** Can a request have a field at this path? As `name`, or `external_identifiers[3].type` for one of an entry. */
export function isFieldPath(path: string): boolean {
  const [first, ...others] = path.split('.');
  let fields: readonly Declared[] | undefined;
  for (const part of [first!, ...others]) {
    const [, name, index] = /^([^[\]]+)(\[\d{1,6}\])?$/.exec(part) ?? [];
    if (name === undefined) return false;
    const found: readonly Declared[] =
      fields === undefined
        ? (declared.get(name) ?? [])
        : fields.flatMap(({ entries, object = entries }) =>
            object === undefined ? [] : (fieldsOf(object()).get(name) ?? []),
          );
    fields = found.filter(({ entries }) => index === undefined || entries !== undefined);
    if (fields.length === 0) return false;
  }
  return true;
}

/** A constraint of class-validator, the property for Swagger, and the entry of the registry. */
function declare(field: Omit<FieldEntry, 'nullable'>, options: Options): PropertyDecorator {
  const { required = false, nullable = !required, description, example, alias } = options;
  const conditions = required
    ? []
    : [nullable ? IsOptional() : ValidateIf((_, value) => value !== undefined)];
  const documentation = {
    ...schemaOf(field),
    description,
    required,
    ...(nullable ? { nullable } : {}),
    ...(example === undefined ? {} : { example }),
  };
  const remember: PropertyDecorator = (_, key) => {
    for (const name of [String(key), ...(alias === undefined ? [] : [alias])])
      declared.set(name, [...(declared.get(name) ?? []), field]);
  };
  return applyDecorators(
    ...conditions,
    IsOfType(field.type),
    FieldProperty({ ...field, nullable, alias }, documented(documentation)),
    remember,
  );
}

function schemaOf({ entries, object, type }: Omit<FieldEntry, 'nullable'>): object {
  // Nest resolves a class later only if the function that names it is called `type`.
  if (entries !== undefined) return { type: () => entries(), isArray: true, ...type.schema };
  return object === undefined ? type.schema : { type: () => object() };
}

/** In OpenAPI 3.0 a value that may be null is still one of its `enum`. */
export function documented(schema: {
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
}): ApiPropertyOptions {
  const { nullable = false, enum: values } = schema;
  return nullable && values ? { ...schema, enum: [...values, null] } : schema;
}
