import { plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';
import { dynamicFieldsOf, dynamicId } from './dynamic-fields.decorator';
import { type Failure } from './failure';
import { fieldsOf } from './field.decorator';
import { unknownKeyMessage } from './input.decorator';

type Class<T extends object> = new () => T;
type JsonObject = Readonly<Record<string, unknown>>;

/** What a request says: the fields that are right, and what is wrong with the others. */
export interface Draft<T> {
  /** A field that failed is absent here. */
  readonly fields: Partial<T>;
  /** In the order of the class's fields, then the other keys as they came. */
  readonly failures: readonly Failure[];
}

/** Reads an untrusted JSON value as an input class. Never throws; finds all failures at once. */
export function readInput<T extends object>(type: Class<T>, input: unknown): Draft<T> {
  if (!isObject(input))
    return { fields: {}, failures: [{ field: 'body', message: 'must be a JSON object' }] };
  const picked = pickFields(type, input, '');
  const fields = plainToInstance(type, picked.known) as Partial<T>;
  const order = [...fieldsOf(type).keys()];
  const errors = validateSync(fields, { stopAtFirstError: true, forbidUnknownValues: false }).sort(
    (one, other) => order.indexOf(one.property) - order.indexOf(other.property),
  );
  for (const { property } of errors) Reflect.deleteProperty(fields, property);
  for (const name of picked.broken) Reflect.deleteProperty(fields, name);
  return {
    fields: Object.assign(fields, picked.dynamic),
    failures: [...failuresOf(errors, '', picked.aliases), ...picked.failures],
  };
}

interface Picked {
  readonly known: Record<string, unknown>;
  /** The Map of the dynamic fields under the name of its property. */
  readonly dynamic: Record<string, ReadonlyMap<number, unknown>>;
  readonly failures: Failure[];
  /** Field → the other name under which it came. */
  readonly aliases: Map<string, string>;
  /** Fields that hold something else where an object is due; class-validator lets null and lists pass there. */
  readonly broken: Set<string>;
}

/**
 * Takes the declared fields out of an object, entries of lists included, and reports every other key. Only declared
 * names are ever written, so that a key like `__proto__` is a string in a message and nothing else.
 */
function pickFields(type: Class<object>, input: JsonObject, path: string): Picked {
  const picked: Picked = { known: {}, dynamic: {}, failures: [], aliases: new Map(), broken: new Set() };
  const expected = new Set<string>();
  for (const { name, alias, entries, object } of fieldsOf(type).values()) {
    expected.add(name);
    let value = input[name];
    if (alias !== undefined) {
      expected.add(alias);
      const other = input[alias] ?? undefined;
      if (other !== undefined && (value ?? undefined) === undefined) {
        value = other;
        picked.aliases.set(name, alias);
      } else if (other !== undefined && other !== value) {
        const message = `is another name of ${name} and must not differ from it`;
        picked.failures.push({ field: path + alias, message });
      }
    }
    if (value === undefined) continue;
    if (object !== undefined && value !== null)
      picked.known[name] = pickNested(object(), value, name, path, picked);
    else if (entries !== undefined && Array.isArray(value))
      picked.known[name] = value.map((entry: unknown, index) =>
        pickNested(entries(), entry, `${name}[${index}]`, path, picked),
      );
    else picked.known[name] = value;
  }
  pickOtherKeys(type, input, path, expected, picked);
  return picked;
}

/** `at` is where in the object at `path` the value is: a field, or an entry of one. */
function pickNested(type: Class<object>, value: unknown, at: string, path: string, picked: Picked): unknown {
  const field = at.replace(/\[\d+\]$/, '');
  if (!isObject(value)) {
    picked.failures.push({ field: path + at, message: 'must be an object' });
    picked.broken.add(field);
    return undefined;
  }
  const inner = pickFields(type, value, `${path}${at}.`);
  picked.failures.push(...inner.failures);
  if (inner.broken.size > 0) picked.broken.add(field);
  return inner.known;
}

function pickOtherKeys(
  type: Class<object>,
  input: JsonObject,
  path: string,
  expected: ReadonlySet<string>,
  picked: Picked,
): void {
  const dynamic = dynamicFieldsOf(type);
  const values = new Map<number, unknown>();
  const unknown: Failure[] = [];
  for (const key of Object.keys(input)) {
    if (expected.has(key)) continue;
    const id = dynamic && dynamicId(dynamic, key);
    if (id === undefined) {
      unknown.push({ field: path + key, message: unknownKeyMessage(type, key) });
      continue;
    }
    const value = input[key] ?? null;
    const message = value === null ? undefined : dynamic!.rule(value);
    if (message !== undefined) picked.failures.push({ field: path + key, message });
    else values.set(id, value);
  }
  picked.failures.push(...unknown);
  if (dynamic !== undefined) picked.dynamic[dynamic.property] = values;
}

function failuresOf(
  errors: readonly ValidationError[],
  path: string,
  aliases: ReadonlyMap<string, string>,
): Failure[] {
  return errors.flatMap(({ property, constraints, children = [] }) => {
    const inList = /^\d+$/.test(property);
    const name = aliases.get(property) ?? property;
    const field = inList ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
    if (constraints === undefined) return failuresOf(children, field, new Map());
    return [{ field, message: constraints.isArray ?? Object.values(constraints)[0] ?? 'is wrong' }];
  });
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
