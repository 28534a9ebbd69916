import { inheritDynamicFields } from './dynamic-fields.decorator';
import { Field, fieldsOf, ListField } from './field.decorator';

/** The fields of an input class, each of which may be absent, and null where it may be empty. */
export type Changes<T> = { [Key in keyof T]?: T[Key] };

/**
 * An input class for changing what another one created: the same fields by the same rules, where an absent field keeps
 * its value and null clears it. A field that is required, or never null, can't be cleared.
 */
export function changesOf<T extends object>(input: new () => T): new () => Changes<T> {
  // eslint-disable-next-line @typescript-eslint/no-extraneous-class -- its properties are declared below
  const changes = class {} as new () => Changes<T>;
  for (const { name, kind, entries, required = false, notNull = required, ...options } of fieldsOf(
    input,
  ).values()) {
    const change = { ...options, required: false, notNull };
    const declare = entries === undefined ? Field(kind, change) : ListField(entries, change);
    declare(changes.prototype as object, name);
  }
  inheritDynamicFields(changes, input);
  bases.add(changes);
  return changes;
}

const bases = new WeakSet<object>();

/** Is it an input class that `changesOf` has made, or one that extends such a class? */
export function isChange(type: object): boolean {
  return bases.has(type) || bases.has(Object.getPrototypeOf(type) as object);
}
