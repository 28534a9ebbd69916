import { isFieldPath } from '../fields/field.decorator';
import { type Failure } from '../fields/failure';

/** Names of what is not a declared field: headers, and the parts of a request. */
const OTHER_NAMES = new Set([
  'body',
  'file',
  'path',
  'request',
  'Host',
  'Idempotency-Key',
  'Wethod-Company',
  'Wethod-Version',
]);
/** What a name that the service does not know is called. The client chose it, so it may be anything. */
const UNKNOWN = '(unknown)';
const MAX_NAMES = 20;

/** The names in failures, each once, without any that the client made up. */
export function loggedNames(failures: readonly Failure[]): string[] {
  const names = new Set<string>();
  for (const { field } of failures) {
    names.add(isKnown(field) ? field : UNKNOWN);
    if (names.size === MAX_NAMES) break;
  }
  return [...names];
}

/**
 * The same names without what makes them many: a field of an entry counts for its list, and the metadata of all companies
 * have one name.
 */
export function countedNames(failures: readonly Failure[]): string[] {
  return [
    ...new Set(
      loggedNames(failures).map((name) =>
        name.replace(/[.[].*$/, '').replace(/^metadata_\d+$/, 'metadata_<id>'),
      ),
    ),
  ];
}

const isKnown = (name: string): boolean =>
  isFieldPath(name) || OTHER_NAMES.has(name) || /^metadata_\d{1,19}$/.test(name);
