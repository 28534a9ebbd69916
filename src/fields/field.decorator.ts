import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { DECORATORS } from './swagger-internals';
import { Type } from 'class-transformer';
import { ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import { type Kind } from './kinds';

export interface FieldOptions {
  /** For the reader of the API documentation; says the unit. */
  readonly description: string;
  readonly required?: boolean;
  readonly example?: unknown;
  /** Another name of the same field, accepted in its place. */
  readonly alias?: string;
  /** May be left out, but not be null: a required field in a change of what exists. */
  readonly notNull?: boolean;
  /** Of a list of objects: it has at most so many. */
  readonly maxLength?: number;
}

/** A field of an input class, as its decorator declared it. */
export interface FieldDefinition extends FieldOptions {
  readonly name: string;
  readonly kind: Kind;
  /** The class of the entries of a list of objects. */
  readonly entries?: () => new () => object;
  /** The class of an object in the object. */
  readonly object?: () => new () => object;
}

type Class = abstract new () => object;

const definitions = new WeakMap<object, Map<string, FieldDefinition>>();
const names = new Set<string>();

/** Is there a field of this name in any class? */
export const isFieldName = (name: string): boolean => names.has(name);

/** The fields of a class, inherited ones first, in the order of their declaration. */
export function fieldsOf(type: Class): ReadonlyMap<string, FieldDefinition> {
  let fields = collected.get(type);
  if (fields === undefined) collected.set(type, (fields = collect(type)));
  return fields;
}

/** The other names of the fields of a class. */
export function aliasesOf(type: Class): ReadonlySet<string> {
  let aliases = collectedAliases.get(type);
  if (aliases === undefined) {
    aliases = new Set([...fieldsOf(type).values()].flatMap(({ alias }) => alias ?? []));
    collectedAliases.set(type, aliases);
  }
  return aliases;
}

// Decorators run before anybody asks, so what is collected once stays true.
const collected = new WeakMap<Class, ReadonlyMap<string, FieldDefinition>>();
const collectedAliases = new WeakMap<Class, ReadonlySet<string>>();

function collect(type: Class): ReadonlyMap<string, FieldDefinition> {
  const parent = Object.getPrototypeOf(type.prototype) as { constructor: Class } | null;
  const without = withheld.get(type) ?? new Set();
  const inherited = parent === null ? [] : [...fieldsOf(parent.constructor)];
  const kept = inherited.filter(([name]) => !without.has(name));
  return new Map([...kept, ...(definitions.get(type.prototype as object) ?? [])]);
}

const withheld = new WeakMap<Class, ReadonlySet<string>>();

/** Leaves out fields that the class would inherit, in its documentation as well. */
export function WithoutFields(...names: string[]): ClassDecorator {
  return (target) => {
    withheld.set(target as unknown as Class, new Set(names));
    const { prototype } = target as unknown as { prototype: object };
    const { API_MODEL_PROPERTIES_ARRAY: documented } = DECORATORS;
    const properties = Reflect.getMetadata(documented, prototype) as string[];
    const kept = properties.filter((property) => !names.includes(property.slice(1)));
    Reflect.defineMetadata(documented, kept, prototype);
  };
}

/** What is wrong with a value, as a constraint of class-validator. */
function constraint(problem: (value: unknown) => string | undefined): PropertyDecorator {
  return ValidateBy({
    name: 'field',
    validator: {
      validate: (value) => problem(value) === undefined,
      defaultMessage: (args) => problem(args?.value) ?? '',
    },
  });
}

/** Declares a field that a request may carry: its validation and its documentation. Null counts as absent. */
export function Field(kind: Kind, options: FieldOptions): PropertyDecorator {
  const problem = (value: unknown): string | undefined => {
    if (value === null && options.notNull) return 'must not be null';
    return value === undefined || value === null ? 'is required' : kind.rule(value);
  };
  return declare({ kind, ...options }, [constraint(problem)]);
}

/** Declares a list of objects, each with the fields of the class `entries`, and at most `maxLength` of them. */
export function ListField(entries: () => new () => object, options: FieldOptions): PropertyDecorator {
  const { maxLength } = options;
  const rule = (value: unknown): string | undefined => {
    if (value === undefined || value === null) return 'is required';
    if (!Array.isArray(value)) return 'must be a list';
    if (maxLength === undefined || value.length <= maxLength) return undefined;
    return `must have at most ${maxLength} entries, it has ${value.length}`;
  };
  const kind: Kind = { rule, schema: maxLength === undefined ? {} : { maxItems: maxLength } };
  return declare({ kind, entries, ...options }, [
    constraint(rule),
    ValidateNested({ each: true, message: 'must be a list of objects' }),
    Type(entries),
  ]);
}

/** Declares an optional object in the object, with the fields of the class `object`. */
export function ObjectField(
  object: () => new () => object,
  options: Omit<FieldOptions, 'required'>,
): PropertyDecorator {
  const kind: Kind = { rule: () => undefined, schema: {} };
  return declare({ kind, object, ...options }, [ValidateNested(), Type(object)]);
}

/** A key of a class of answers. */
export interface AnswerDefinition {
  readonly kind: Kind;
  /** The key is always there, null when empty. Otherwise it is there only with a value. */
  readonly isFixed: boolean;
}

/** Declares a property of an answer. A key is always there, null when empty, unless it says that it is not required. */
export function Answer(
  kind: Kind,
  options: { description: string; nullable?: boolean; required?: boolean; example?: unknown },
): PropertyDecorator {
  const remember: PropertyDecorator = (target, key) => {
    const own = answers.get(target) ?? new Map<string, AnswerDefinition>();
    const isFixed = options.required ?? true;
    answers.set(target, own.set(String(key), { kind, isFixed }));
    if (!isFixed) optionalKeys.add(String(key));
  };
  return applyDecorators(remember, documented({ ...kind.schema, required: true, ...options }));
}

/** In OpenAPI 3.0 a value that may be null is still one of its `enum`. */
function documented(schema: {
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
}): PropertyDecorator {
  const { nullable = false, enum: values } = schema;
  return ApiProperty(nullable && values ? { ...schema, enum: [...values, null] } : schema);
}

const answers = new WeakMap<object, Map<string, AnswerDefinition>>();
const optionalKeys = new Set<string>();

/** Can an item be without this key? Names that the company makes end with an id, and are there only with a value. */
export function isOptionalKey(key: string): boolean {
  return optionalKeys.has(key) || /_\d+$/.test(key);
}

/** The keys of a class of answers, inherited ones first, in the order of the answer. */
export function answersOf(type: Class): ReadonlyMap<string, AnswerDefinition> {
  const parent = Object.getPrototypeOf(type.prototype) as { constructor: Class } | null;
  const inherited = parent === null ? [] : answersOf(parent.constructor);
  return new Map([...inherited, ...(answers.get(type.prototype as object) ?? [])]);
}

/** Declares properties of an answer that are fields of an input class: same kind, same words. */
export function AnswersField(input: Class): PropertyDecorator {
  return (target, key) => {
    const field = fieldsOf(input).get(String(key));
    if (field === undefined) throw new Error(`${input.name} has no field ${String(key)}`);
    const { kind, description, required = false, example } = field;
    Answer(kind, {
      description,
      ...(required ? {} : { nullable: true }),
      ...(example === undefined ? {} : { example }),
    })(target, key);
  };
}

function nestedType({ entries, object, kind }: Omit<FieldDefinition, 'name'>): object {
  // Nest resolves a class later only if the function that names it is called `type`.
  if (entries !== undefined) return { type: () => entries(), isArray: true, ...kind.schema };
  return object === undefined ? kind.schema : { type: () => object() };
}

function declare(
  field: Omit<FieldDefinition, 'name'>,
  validators: readonly PropertyDecorator[],
): PropertyDecorator {
  const { required = false, notNull = false, description, example } = field;
  const isGiven = (_: object, value: unknown): boolean => value !== undefined && (notNull || value !== null);
  const optional = required ? [] : [ValidateIf(isGiven)];
  const documentation = {
    ...nestedType(field),
    description,
    required,
    ...(required || notNull ? {} : { nullable: true }),
    ...(example === undefined ? {} : { example }),
  };
  const remember: PropertyDecorator = (target, key) => {
    const own = definitions.get(target) ?? new Map<string, FieldDefinition>();
    definitions.set(target, own.set(String(key), { name: String(key), ...field }));
    names.add(String(key));
    if (field.alias !== undefined) names.add(field.alias);
  };
  return applyDecorators(remember, ...optional, ...validators, documented(documentation));
}
