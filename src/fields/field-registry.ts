import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { type FieldType } from './field-types';
import { DECORATORS } from './swagger-internals';

type Class = abstract new () => object;

/** What the registry adds to what Swagger knows of a property. */
export interface FieldEntry {
  readonly type: FieldType;
  /** Null is a value of it. Otherwise it is one to be refused, even where the field may be absent. */
  readonly nullable: boolean;
  /** Another name of the same field, accepted in its place. */
  readonly alias?: string | undefined;
  /** The class of the entries of a list of objects. */
  readonly entries?: () => new () => object;
  /** The class of an object in the object. */
  readonly object?: () => new () => object;
}

/** A field of a class of requests or responses, as its decorator declared it. */
export interface FieldDefinition extends FieldEntry {
  readonly name: string;
  /** It must be there. */
  readonly required: boolean;
  readonly description: string;
  readonly example?: unknown;
}

/** Fields whose names the company makes: a prefix and an id, as in `metadata_13`. */
export interface DynamicFieldsDefinition {
  /** The property that collects them: a Map from the id to the value, null included. */
  readonly property: string;
  readonly prefix: string;
  readonly type: FieldType;
}

/**
 * The registry is Swagger's own metadata of properties, by `Reflect.defineMetadata` on the prototype, which has the entry
 * of a field under a symbol. So whatever takes over properties takes over fields: subclasses, `PartialType`, `OmitType`,
 * `PickType`. The document, which is JSON, shows nothing of it.
 */
const FIELD = Symbol('field');
const DYNAMIC_FIELDS = Symbol('dynamic fields');

interface Property {
  readonly required?: boolean;
  readonly description?: string;
  readonly example?: unknown;
  readonly [FIELD]?: FieldEntry;
  readonly [DYNAMIC_FIELDS]?: Omit<DynamicFieldsDefinition, 'property'>;
}

/** Declares a property with its documentation as a field. */
export function FieldProperty(entry: FieldEntry, documentation: ApiPropertyOptions): PropertyDecorator {
  const property: object = { ...documentation, [FIELD]: entry };
  return ApiProperty(property);
}

/** Declares a property that collects fields. */
export function DynamicFieldsProperty(entry: Omit<DynamicFieldsDefinition, 'property'>): PropertyDecorator {
  const property: object = { type: 'object', required: false, [DYNAMIC_FIELDS]: entry };
  return ApiProperty(property);
}

interface Fields {
  readonly byName: ReadonlyMap<string, FieldDefinition>;
  readonly dynamic: DynamicFieldsDefinition | undefined;
}

// Decorators run before anything reads a class, so what is collected once stays true.
const collected = new WeakMap<Class, Fields>();

/** The fields of a class, inherited ones first, in the order of their declaration. */
export function fieldsOf(type: Class): ReadonlyMap<string, FieldDefinition> {
  return collect(type).byName;
}

/** The property of a class that collects fields. */
export function dynamicFieldsOf(type: Class): DynamicFieldsDefinition | undefined {
  return collect(type).dynamic;
}

/** Must an object of a class have this field? */
export function isRequired(object: object, name: string): boolean {
  return propertyOf(object, name)?.required === true;
}

function collect(type: Class): Fields {
  let fields = collected.get(type);
  if (fields === undefined) collected.set(type, (fields = read(type.prototype as object)));
  return fields;
}

function read(prototype: object): Fields {
  const keys = (Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES_ARRAY, prototype) ?? []) as string[];
  // Swagger marks the name of a property with a colon.
  const properties = keys
    .map((key) => key.slice(1))
    .map((name) => ({ ...propertyOf(prototype, name), name }));
  const fields = properties.flatMap(
    ({ [FIELD]: entry, name, required = false, description = '', example }) =>
      entry === undefined ? [] : [[name, { ...entry, name, required, description, example }] as const],
  );
  const [dynamic] = properties.flatMap(({ [DYNAMIC_FIELDS]: entry, name }) =>
    entry === undefined ? [] : [{ ...entry, property: name }],
  );
  return { byName: new Map(fields), dynamic };
}

function propertyOf(prototype: object, name: string): Property | undefined {
  return Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, prototype, name) as Property | undefined;
}
