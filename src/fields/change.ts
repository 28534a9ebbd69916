import { type Failure } from './failure';
import { type ParseResult, parse } from './parse';
import { isReadOnlyKey } from './schema.decorator';

type JsonObject = Readonly<Record<string, unknown>>;

/** What a request for a change says. Whether a read-only key is a failure depends on the stored item. */
export interface ParsedChange<T> extends ParseResult<T> {
  readonly readOnly: readonly ReadOnlyKey[];
}

/** A key that can't be set, with the value that was sent and what to say if that is another than the stored one. */
export interface ReadOnlyKey extends Failure {
  readonly value: unknown;
}

/** As `parse`, for a change of an item: read-only keys are for `changedReadOnlyKeys` to judge. */
export function parseChange<T extends object>(type: new () => T, input: unknown): ParsedChange<T> {
  const { fields, failures } = parse(type, input);
  const isReadOnly = ({ field }: Failure): boolean => isReadOnlyKey(type, field);
  const values = input as JsonObject;
  return {
    fields,
    failures: failures.filter((failure) => !isReadOnly(failure)),
    readOnly: failures.filter(isReadOnly).map((failure) => ({ ...failure, value: values[failure.field] })),
  };
}

/** What `changeFailures` needs to know of a change, beside its fields. */
type DeferredFailures = Pick<ParsedChange<unknown>, 'failures' | 'readOnly'>;
const DEFERRED = Symbol('deferred failures');

/** The fields of a change that are right, which carry along what is wrong with the others. */
export function withDeferredFailures({ fields, failures, readOnly }: ParsedChange<object>): object {
  return Object.assign(fields, { [DEFERRED]: { failures, readOnly } satisfies DeferredFailures });
}

/** Has the change failures or read-only keys? Then `changeFailures` must be asked before it is written. */
export function hasDeferredFailures(fields: object): boolean {
  return DEFERRED in fields;
}

/** All that is wrong with a change of this item. */
export function changeFailures(fields: object, item: object): Failure[] {
  const { failures, readOnly } = (fields as { readonly [DEFERRED]?: DeferredFailures })[DEFERRED] ?? {
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
