import { fieldsOf } from '../fields/field-registry';
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
  const all = [...fieldsOf(type)];
  const fixed = all
    .filter(([, { required }]) => required)
    .map(
      ([key, { type: fieldType }], at) =>
        `'${at === 0 ? '{' : ','}"${key}":', coalesce((${valueSql(column(key), fieldType)})::text, 'null')`,
    );
  const others = all
    .filter(([, { required }]) => !required)
    .map(([key, { type: fieldType }]) => `',"${key}":' || ${valueSql(column(key), fieldType)}`);
  return `concat(${[...fixed, further, ...others, "'}'"].join(', ')})`;
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
