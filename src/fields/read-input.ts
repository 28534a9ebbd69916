import { rulesOf } from './class-rules';
import { dynamicFieldsOf, dynamicId } from './dynamic-fields.decorator';
import { type Failure } from './failure';
import { aliasesOf, type FieldDefinition, fieldsOf } from './field.decorator';
import { isReadOnlyKey, unknownKeyMessage } from './input.decorator';

type Class<T extends object> = new () => T;
type JsonObject = Readonly<Record<string, unknown>>;

/** What a request says: the fields that are right, and what is wrong with the others. */
export interface Draft<T> {
  /** A field that failed is absent here. */
  readonly fields: Partial<T>;
  /** In the order of the class's fields, then the other keys as they came. */
  readonly failures: readonly Failure[];
}

/** A draft of a change. Whether a read-only key is a failure depends on the stored item. */
export interface ChangeDraft<T> extends Draft<T> {
  readonly readOnly: readonly ReadOnlyKey[];
}

/** A key that can't be set, with the value that was sent and what to say if that is another than the stored one. */
export interface ReadOnlyKey extends Failure {
  readonly value: unknown;
}

/** Reads an untrusted JSON value as an input class. Never throws; finds all failures at once. */
export function readInput<T extends object>(type: Class<T>, input: unknown): Draft<T> {
  if (!isObject(input))
    return { fields: {}, failures: [{ field: 'body', message: 'must be a JSON object' }] };
  const failures: Failures = { ofFields: [], ofOtherKeys: [] };
  const { fields } = readObject(type, input, '', failures);
  return { fields: fields as Partial<T>, failures: [...failures.ofFields, ...failures.ofOtherKeys] };
}

/** As `readInput`, for a change of an item: read-only keys are for `changedReadOnlyKeys` to judge. */
export function readChange<T extends object>(type: Class<T>, input: unknown): ChangeDraft<T> {
  const { fields, failures } = readInput(type, input);
  const isReadOnly = ({ field }: Failure): boolean => isReadOnlyKey(type, field);
  const values = input as JsonObject;
  return {
    fields,
    failures: failures.filter((failure) => !isReadOnly(failure)),
    readOnly: failures.filter(isReadOnly).map((failure) => ({ ...failure, value: values[failure.field] })),
  };
}

/** What `changeFailures` needs to know of a change, beside its fields. */
type Doubts = Pick<ChangeDraft<unknown>, 'failures' | 'readOnly'>;
const DOUBTS = Symbol('doubts');

/** The fields of a change, which carry along what only the one who knows the item can judge. */
export function withDoubts({ fields, failures, readOnly }: ChangeDraft<object>): object {
  return Object.assign(fields, { [DOUBTS]: { failures, readOnly } satisfies Doubts });
}

/** Has the change read-only keys? Then `changeFailures` must be asked before it is written. */
export function hasDoubts(fields: object): boolean {
  return DOUBTS in fields;
}

/** All that is wrong with a change of this item. */
export function changeFailures(fields: object, item: object): Failure[] {
  const { failures, readOnly } = (fields as { readonly [DOUBTS]?: Doubts })[DOUBTS] ?? {
    failures: [],
    readOnly: [],
  };
  return [...failures, ...changedReadOnlyKeys(readOnly, item)];
}

/**
 * The failures of the read-only keys of a change whose value is not the one of the item, as it would be responded with.
 * A client that reads an item, edits a field and sends all of it back changes that field only.
 */
export function changedReadOnlyKeys(readOnly: readonly ReadOnlyKey[], item: object): Failure[] {
  const stored = item as JsonObject;
  return readOnly
    .filter(
      ({ field, value }) =>
        isEndless(value) || JSON.stringify(value ?? null) !== JSON.stringify(stored[field] ?? null),
    )
    .map(({ field, message }) => ({
      field,
      message:
        field === 'updated_at'
          ? `${message}. The item has changed since it had this value: read it again, or leave updated_at out`
          : message,
    }));
}

/** A number that is too large to be one, which JSON would write as null. */
const isEndless = (value: unknown): boolean => typeof value === 'number' && !Number.isFinite(value);

interface Failures {
  readonly ofFields: Failure[];
  readonly ofOtherKeys: Failure[];
}

interface ReadObject {
  readonly fields: Record<string, unknown>;
  /** No field of it failed. */
  readonly isUsable: boolean;
}

/**
 * Takes the declared fields out of an object, those of objects in it included, and reports every other key. Only
 * declared names are ever written, so that a key like `__proto__` is a string in a message and nothing else, and a value
 * is only looked at by its rule.
 */
function readObject(type: Class<object>, input: JsonObject, path: string, failures: Failures): ReadObject {
  const fields: Record<string, unknown> = {};
  const rules = rulesOf(type);
  const definitions = fieldsOf(type);
  let isUsable = true;
  for (const field of definitions.values()) {
    const { name, alias } = field;
    let at = path + name;
    let value = input[name];
    if (alias !== undefined) {
      const other = input[alias] ?? undefined;
      if (other !== undefined && (value ?? undefined) === undefined) {
        value = other;
        at = path + alias;
      } else if (other !== undefined && other !== value) {
        const message = `is another name of ${name} and must not differ from it`;
        failures.ofOtherKeys.push({ field: path + alias, message });
      }
    }
    const message = rules.get(name)?.(value);
    if (message !== undefined) failures.ofFields.push({ field: at, message });
    const read = message === undefined ? readNested(field, value, at, failures) : BROKEN;
    if (read === BROKEN) isUsable = false;
    else if (read !== undefined) fields[name] = read;
  }
  readOtherKeys(type, input, path, fields, failures.ofOtherKeys);
  return { fields, isUsable };
}

/** Stands for a value that can't be used; what is wrong with it has been said. */
const BROKEN = Symbol('broken');

/** The value of a field: as it is, or read in turn where the field holds objects. */
function readNested(
  { object, entries, kind }: FieldDefinition,
  value: unknown,
  at: string,
  failures: Failures,
): unknown {
  if (object !== undefined && value !== null && value !== undefined)
    return readEntry(object(), value, at, failures);
  if (entries === undefined || !Array.isArray(value))
    return kind.read === undefined ? value : kind.read(value);
  const list = value.map((entry, index) => readEntry(entries(), entry, `${at}[${index}]`, failures));
  return list.includes(BROKEN) ? BROKEN : list;
}

function readEntry(type: Class<object>, value: unknown, at: string, failures: Failures): unknown {
  if (!isObject(value)) {
    failures.ofFields.push({ field: at, message: 'must be an object' });
    return BROKEN;
  }
  const { fields, isUsable } = readObject(type, value, `${at}.`, failures);
  return isUsable ? fields : BROKEN;
}

/** More fields than any company has, and few enough for one statement. */
const MAX_DYNAMIC_FIELDS = 500;

function readOtherKeys(
  type: Class<object>,
  input: JsonObject,
  path: string,
  fields: Record<string, unknown>,
  failures: Failure[],
): void {
  const definitions = fieldsOf(type);
  const dynamic = dynamicFieldsOf(type);
  const values = new Map<number, unknown>();
  const unknown: Failure[] = [];
  for (const key of Object.keys(input)) {
    if (definitions.has(key) || aliasesOf(type).has(key)) continue;
    const id = dynamic && dynamicId(dynamic, key);
    if (id === undefined) {
      unknown.push({ field: path + key, message: unknownKeyMessage(type, key) });
      continue;
    }
    const value = input[key] ?? null;
    const message = value === null ? undefined : dynamic!.rule(value);
    if (message !== undefined) failures.push({ field: path + key, message });
    else values.set(id, value);
  }
  for (const failure of unknown) failures.push(failure);
  if (dynamic === undefined) return;
  if (values.size > MAX_DYNAMIC_FIELDS) {
    const message = `must have at most ${MAX_DYNAMIC_FIELDS} fields ${dynamic.prefix}<id>, it has ${values.size}`;
    failures.push({ field: 'body', message });
  } else fields[dynamic.property] = values;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
