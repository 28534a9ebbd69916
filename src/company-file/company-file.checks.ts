import { type Failure } from '../fields/failure';
import * as tables from './company-tables';

type JsonObject = Readonly<Record<string, unknown>>;

interface Entry {
  readonly path: string;
  readonly raw: JsonObject;
}

/**
 * What the entries of a company file have against each other. Looks at the file as it was read, right or wrong, so that
 * a wrong e-mail address in one entry does not hide two others with the same id.
 */
export function contradictions(file: JsonObject): Failure[] {
  const failures = Object.entries(tables.COMPANY_LISTS).flatMap(
    ([list, table]: [string, tables.CompanyTable]) => {
      const entries = entriesOf(file, list, '');
      return [...repeatedIds(entries), ...repeatedKeys(entries, table)];
    },
  );
  const contacts = entriesOf(file, 'clients', '').map(({ raw, path }) =>
    entriesOf(raw, 'contacts', `${path}.`),
  );
  failures.push(...repeatedIds(contacts.flat()));
  failures.push(...contacts.flatMap((entries) => repeatedKeys(entries, tables.CONTACTS)));
  const [first, ...others] = entriesOf(file, 'roles', '').filter(({ raw }) => raw.is_default === true);
  for (const { path } of others) {
    failures.push({
      field: `${path}.is_default`,
      message: `can not be true, too: ${first!.path} is the default`,
    });
  }
  return failures;
}

/** The names of the roles of a file, those of wrong entries included. */
export function roleNames(file: JsonObject): string[] {
  return entriesOf(file, 'roles', '').flatMap(({ raw }) => (typeof raw.name === 'string' ? [raw.name] : []));
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function entriesOf(object: JsonObject, list: string, path: string): Entry[] {
  const value: unknown = object[list];
  if (!Array.isArray(value)) return [];
  return value.flatMap((raw: unknown, index) =>
    isObject(raw) ? [{ path: `${path}${list}[${index}]`, raw }] : [],
  );
}

function repeatedIds(entries: readonly Entry[]): Failure[] {
  const first = new Map<unknown, Entry>();
  return entries.flatMap((entry) => {
    const { id } = entry.raw;
    if (typeof id !== 'number') return [];
    const other = first.get(id);
    if (other !== undefined) {
      return [{ field: `${entry.path}.id`, message: `is the id of ${other.path}, too` }];
    }
    first.set(id, entry);
    return [];
  });
}

/** Where the database takes a key twice, two rows can share it, but then only their ids differ. */
function repeatedKeys(
  entries: readonly Entry[],
  { key, isKeyCaseless, isKeyUnique }: tables.CompanyTable,
): Failure[] {
  const first = new Map<string, Entry>();
  return entries.flatMap((entry) => {
    const value = entry.raw[key];
    if (typeof value !== 'string') return [];
    const name = isKeyCaseless ? value.toLowerCase() : value;
    const other = first.get(name);
    if (other === undefined) {
      first.set(name, entry);
      return [];
    }
    if (!isKeyUnique && typeof entry.raw.id === 'number' && typeof other.raw.id === 'number') return [];
    const hint = isKeyUnique ? '' : '. Give both an id if they are two';
    return [{ field: `${entry.path}.${key}`, message: `is the ${key} of ${other.path}, too${hint}` }];
  });
}
