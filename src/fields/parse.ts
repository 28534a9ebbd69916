import { constraintsOf, type PropertyConstraint } from './class-constraints';
import { dynamicId } from './dynamic-fields.decorator';
import { type Failure } from './failure';
import {
  dynamicFieldsOf,
  type DynamicFieldsDefinition,
  type FieldDefinition,
  fieldsOf,
} from './field-registry';
import { unknownKeyMessage } from './schema.decorator';

type Class<T extends object> = new () => T;
type JsonObject = Readonly<Record<string, unknown>>;

/** What a request says: the fields that are right, and what is wrong with the others. */
export interface ParseResult<T> {
  /** An instance of the class. A field that failed is absent here. */
  readonly fields: Partial<T>;
  /** In the order of the class's fields, then the other keys as they came. */
  readonly failures: readonly Failure[];
}

const NO_OBJECT: Failure = { field: 'body', message: 'must be a JSON object' };

/** What is no object has no fields either, so the company's data has nothing to say of it. */
export function isNoObject({ failures }: ParseResult<unknown>): boolean {
  return failures.includes(NO_OBJECT);
}

/** Parses an untrusted JSON value as an input class. Never throws; finds all failures at once. */
export function parse<T extends object>(type: Class<T>, input: unknown): ParseResult<T> {
  if (!isObject(input)) return { fields: {}, failures: [NO_OBJECT] };
  const failures: Failures = { ofFields: [], ofOtherKeys: [] };
  const { object } = parseObject(type, input, '', failures);
  return { fields: object as Partial<T>, failures: [...failures.ofFields, ...failures.ofOtherKeys] };
}

interface Failures {
  readonly ofFields: Failure[];
  readonly ofOtherKeys: Failure[];
}

interface Property {
  readonly name: string;
  readonly constraint: PropertyConstraint;
  /** Absent for a property that has decorators of class-validator only. */
  readonly field: FieldDefinition | undefined;
}

/** What a class takes of an object, looked up once. */
interface Shape {
  readonly properties: readonly Property[];
  /** Their names and other names. */
  readonly keys: ReadonlySet<string>;
  readonly dynamic: DynamicFieldsDefinition | undefined;
}

const shapes = new WeakMap<Class<object>, Shape>();

function shapeOf(type: Class<object>): Shape {
  let shape = shapes.get(type);
  if (shape === undefined) {
    const fields = fieldsOf(type);
    const properties = [...constraintsOf(type)].map(([name, constraint]) => ({
      name,
      constraint,
      field: fields.get(name),
    }));
    const keys = new Set(properties.flatMap(({ name, field }) => [name, field?.alias ?? name]));
    shapes.set(type, (shape = { properties, keys, dynamic: dynamicFieldsOf(type) }));
  }
  return shape;
}

interface ParsedObject {
  readonly object: Record<string, unknown>;
  /** No field of it failed. */
  readonly isUsable: boolean;
}

/**
 * Takes the declared fields out of an object, those of objects in it included, and reports every other key. Only
 * declared names are ever written, so that a key like `__proto__` is a string in a message and nothing else, and a value
 * is only looked at by its constraints. These see the whole object, as class-validator shows it to them.
 */
function parseObject(type: Class<object>, input: JsonObject, path: string, failures: Failures): ParsedObject {
  const shape = shapeOf(type);
  const object = Object.create(type.prototype as object) as Record<string, unknown>;
  for (const { name, field } of shape.properties) {
    const value = field?.alias === undefined ? input[name] : input[keyOf(name, field.alias, input)];
    if (value !== undefined) object[name] = value;
  }
  const broken: string[] = [];
  for (const { name, constraint, field } of shape.properties) {
    const value = object[name];
    const alias = field?.alias;
    let at = path + name;
    if (alias !== undefined) {
      at = path + keyOf(name, alias, input);
      if ((input[alias] ?? value) !== value) {
        const message = `is another name of ${name} and must not differ from it`;
        failures.ofOtherKeys.push({ field: path + alias, message });
      }
    }
    const message = constraint(object, value);
    if (message !== undefined) {
      failures.ofFields.push({ field: at, message });
      broken.push(name);
    } else if (field !== undefined && value !== undefined) {
      const parsed = parseValue(field, value, at, failures);
      if (parsed === BROKEN) broken.push(name);
      else if (parsed !== value) object[name] = parsed;
    }
  }
  for (const name of broken) Reflect.deleteProperty(object, name);
  parseOtherKeys(type, shape, input, path, object, failures.ofOtherKeys);
  return { object, isUsable: broken.length === 0 };
}

/** The name under which an object has a field: the other one where there is nothing under the first. */
function keyOf(name: string, alias: string, input: JsonObject): string {
  return (input[name] ?? undefined) === undefined && (input[alias] ?? undefined) !== undefined ? alias : name;
}

/** Stands for a value that can't be used; what is wrong with it has been reported. */
const BROKEN = Symbol('broken');

/** The value of a field: as its type parses it, or parsed in turn where the field holds objects. */
function parseValue(
  { object, entries, type }: FieldDefinition,
  value: unknown,
  at: string,
  failures: Failures,
): unknown {
  if (object !== undefined && value !== null) return parseEntry(object(), value, at, failures);
  if (entries === undefined || !Array.isArray(value))
    return type.parse === undefined ? value : type.parse(value);
  const list = value.map((entry, index) => parseEntry(entries(), entry, `${at}[${index}]`, failures));
  return list.includes(BROKEN) ? BROKEN : list;
}

function parseEntry(type: Class<object>, value: unknown, at: string, failures: Failures): unknown {
  if (!isObject(value)) {
    failures.ofFields.push({ field: at, message: 'must be an object' });
    return BROKEN;
  }
  const { object, isUsable } = parseObject(type, value, `${at}.`, failures);
  return isUsable ? object : BROKEN;
}

/** More fields than any company has, and few enough for one statement. */
const MAX_DYNAMIC_FIELDS = 500;

function parseOtherKeys(
  type: Class<object>,
  { keys, dynamic }: Shape,
  input: JsonObject,
  path: string,
  object: Record<string, unknown>,
  failures: Failure[],
): void {
  const values = new Map<number, unknown>();
  const unknown: Failure[] = [];
  for (const key of Object.keys(input)) {
    if (keys.has(key)) continue;
    const id = dynamic && dynamicId(dynamic, key);
    if (id === undefined) {
      unknown.push({ field: path + key, message: unknownKeyMessage(type, key) });
      continue;
    }
    const value = input[key] ?? null;
    const message = value === null ? undefined : dynamic!.type.rule(value);
    if (message !== undefined) failures.push({ field: path + key, message });
    else values.set(id, value);
  }
  for (const failure of unknown) failures.push(failure);
  if (dynamic === undefined) return;
  if (values.size > MAX_DYNAMIC_FIELDS) {
    const message = `must have at most ${MAX_DYNAMIC_FIELDS} fields ${dynamic.prefix}<id>, it has ${values.size}`;
    failures.push({ field: 'body', message });
  } else object[dynamic.property] = values;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
