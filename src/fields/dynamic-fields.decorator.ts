import { type Rule, MAX_ID } from './rules';

/** Fields whose names the company makes: a prefix and an id, as in `metadata_13`. */
export interface DynamicFields {
  /** The property that collects them: a Map from the id to the value, null included. */
  readonly property: string;
  readonly prefix: string;
  readonly rule: Rule;
}

const registry = new WeakMap<object, DynamicFields>();

/** Collects the fields `<prefix><id>` of a request into the decorated Map. */
export function CollectsFields(prefix: string, rule: Rule): PropertyDecorator {
  return (target, key) => {
    registry.set(target, { property: String(key), prefix, rule });
  };
}

/** Lets a class collect the dynamic fields of another. */
export function inheritDynamicFields(to: abstract new () => object, from: abstract new () => object): void {
  const fields = dynamicFieldsOf(from);
  if (fields !== undefined) registry.set(to.prototype as object, fields);
}

/** The dynamic fields of a class or of the class that it extends. */
export function dynamicFieldsOf(type: abstract new () => object): DynamicFields | undefined {
  for (
    let prototype = type.prototype as object | null;
    prototype !== null;
    prototype = Object.getPrototypeOf(prototype) as object | null
  ) {
    const found = registry.get(prototype);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The id of a dynamic field's name, or undefined for any other name; ids have no leading zeros. */
export function dynamicId(fields: DynamicFields, name: string): number | undefined {
  if (!name.startsWith(fields.prefix)) return undefined;
  const digits = name.slice(fields.prefix.length);
  if (!/^[1-9]\d{0,15}$/.test(digits)) return undefined;
  const id = Number(digits);
  return id <= MAX_ID ? id : undefined;
}
