import { ApiSchema } from '@nestjs/swagger';
import { dynamicFieldsOf } from './field-registry';
import { type SchemaObject } from './swagger-internals';

export interface SchemaOptions {
  /** What the schema is called in the API documentation, if it is in it. */
  readonly name?: string;
  /** What an object of this class is called, as in "is not a field of a project". */
  readonly noun?: string;
  /** What its keys are called: fields if absent. */
  readonly part?: 'parameter';
  /** Keys that exist in the response but can't be set here, with what to say about each. */
  readonly readOnly?: Readonly<Record<string, string>>;
  /**
   * The class that creates what this one changes: it has the same noun and read-only keys. A change may hold a read-only
   * key with the value that the item has, because it is an item that was read, edited and sent back.
   */
  readonly changes?: Class;
  /**
   * What further keys there are, whose names the company makes, as `metadata_13`. Without them an object has no further
   * keys. Their values are described in words only: a type for them would be one for every key of the object, which
   * generators then declare, and which no other property fits.
   */
  readonly additionalProperties?: string;
}

type Class = abstract new () => object;

const SCHEMA = Symbol('schema');
const named = new Map<string, Class>();

/** What a class of requests or responses is called, and what is said about its keys. A subclass inherits it. */
export function Schema(options: SchemaOptions): ClassDecorator {
  return (target) => {
    const { name, changes } = options;
    const inherited = { ...(changes ? schemaOf(changes) : {}), ...schemaOf(target) };
    Reflect.defineMetadata(SCHEMA, { ...inherited, ...options }, target);
    if (name === undefined) return;
    ApiSchema({ name })(target);
    named.set(name, target as unknown as Class);
  };
}

function schemaOf(type: object): SchemaOptions {
  return (Reflect.getMetadata(SCHEMA, type) ?? {}) as SchemaOptions;
}

/** Does the class change items? */
export function isChange(type: object): boolean {
  return schemaOf(type).changes !== undefined;
}

export function isReadOnlyKey(type: object, key: string): boolean {
  return Object.hasOwn(schemaOf(type).readOnly ?? {}, key);
}

export function unknownKeyMessage(type: object, key: string): string {
  const { noun = 'this object', part, readOnly = {} } = schemaOf(type);
  if (Object.hasOwn(readOnly, key)) return readOnly[key]!;
  return part === 'parameter' ? unknownParameterMessage(key, noun) : `is not a field of ${noun}`;
}

export function unknownParameterMessage(key: string, noun: string): string {
  // What scripts add to a URL so that no cache knows it.
  const hint = key === '_' ? ': no cache buster is needed, responses have Cache-Control: no-cache' : '';
  return `is not a parameter of ${noun}${hint}`;
}

/** Adds to the generated schemas what decorators of single properties can't say. */
export function completeSchemas(schemas: Record<string, SchemaObject>): void {
  for (const [name, type] of named) {
    const schema = schemas[name];
    if (schema === undefined) continue;
    const { additionalProperties, changes, readOnly = {} } = schemaOf(type);
    const dynamic = dynamicFieldsOf(type);
    if (dynamic !== undefined) Reflect.deleteProperty(schema.properties!, dynamic.property);
    if (changes !== undefined) Object.assign(schema.properties!, unchangedProperties(readOnly));
    schema.additionalProperties = additionalProperties !== undefined;
    if (additionalProperties !== undefined) schema.description = additionalProperties;
  }
}

function unchangedProperties(readOnly: object): Record<string, SchemaObject> {
  const description = 'Read-only: accepted with the value that the item has';
  return Object.fromEntries(Object.keys(readOnly).map((name) => [name, { description }]));
}
