import { type FieldDefinition, fieldsOf } from '../fields/field-registry';
import { instant, type FieldType } from '../fields/field-types';

type ResponseClass = abstract new () => object;

/**
 * SQL of the JSON text that the API returns for a row: the fixed keys of the class in their order, then the further
 * members, then the keys that are there only with a value. PostgreSQL makes it once, and it goes to the caller, into the
 * history and beside an idempotency key as it is.
 *
 * `row` is the name of something with the columns of the class, or gives SQL for each of them. `further` is SQL of a text of members, each with a
 * leading comma, or of null. Of all ways to write it, `concat` is the fastest: it leaves out what is null.
 */
export function responseJson(
  type: ResponseClass,
  row: string | ((column: string) => string),
  further: string,
): string {
  const column = typeof row === 'string' ? (key: string): string => `${row}.${key}` : row;
  const { fixed, others } = keysOf(type);
  const members = [
    ...fixed.map(
      ([key, { type: fieldType }], at) =>
        `'${at === 0 ? '{' : ','}"${key}":', coalesce((${valueSql(column(key), fieldType)})::text, 'null')`,
    ),
    further,
    ...others.map(([key, { type: fieldType }]) => `',"${key}":' || ${valueSql(column(key), fieldType)}`),
  ];
  return `concat(${members.join(', ')}, '}')`;
}

/**
 * SQL of a JSON list of the values that a row has, each as a change from null, in the order of a response. `keys` are the keys
 * of the class that it may have, `row` is the name of something with their columns, of which one has a value. `further` is
 * SQL of texts of `changeFromNull` one after the other, or of null.
 */
export function changesFromNull(
  type: ResponseClass,
  keys: readonly string[],
  row: string,
  further: string,
): string {
  const { fixed, others } = keysOf(type);
  const changesOf = (fields: Fields): string[] =>
    fields
      .filter(([key]) => keys.includes(key))
      .map(([key, { type: fieldType }]) => changeFromNull(`'${key}'`, valueSql(`${row}.${key}`, fieldType)));
  const changes = [...changesOf(fixed), further, ...changesOf(others)];
  return `('[' || substr(concat(${changes.join(', ')}, '}]'), 3))::json`;
}

/** SQL of a change that begins with the end of the one before it, which saves a joining of texts. Null if the value is. */
export const changeFromNull = (key: string, value: string): string =>
  `'},{"field":"' || ${key} || '","from":null,"to":' || (${value})::text`;

type Fields = readonly (readonly [key: string, field: FieldDefinition])[];

/** The keys that a response always has, and those that it has only with a value. */
function keysOf(type: ResponseClass): { fixed: Fields; others: Fields } {
  const all = [...fieldsOf(type)];
  return {
    fixed: all.filter(([, { required }]) => required),
    others: all.filter(([, { required }]) => !required),
  };
}

function valueSql(column: string, type: FieldType): string {
  if (type === instant) {
    return `'"' || to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"'`;
  }
  switch (type.schema.type) {
    case 'integer':
    case 'boolean':
      return column;
    case 'number':
      // Stored with all its decimals, answered without those that say nothing.
      return `trim_scale(${column})`;
    default:
      return `to_json(${column})`;
  }
}
