import { answersOf } from '../fields/field.decorator';
import { instant, type Kind } from '../fields/kinds';

type AnswerClass = abstract new () => object;

/**
 * SQL of the JSON text that the API answers for a row: the fixed keys of the class in their order, then the further
 * members, then the keys that are there only with a value. PostgreSQL makes it once, and it goes to the caller, into the
 * history and beside an idempotency key as it is.
 *
 * `row` is the name of something with the columns of the class. `further` is SQL of a text of members, each with a
 * leading comma, or of null. Of all ways to write it, `concat` is the fastest: it leaves out what is null.
 */
export function answerSql(type: AnswerClass, row: string, further: string): string {
  const all = [...answersOf(type)];
  const fixed = all
    .filter(([, { isFixed }]) => isFixed)
    .map(
      ([key, { kind }], at) =>
        `'${at === 0 ? '{' : ','}"${key}":', coalesce((${valueSql(`${row}.${key}`, kind)})::text, 'null')`,
    );
  const others = all
    .filter(([, { isFixed }]) => !isFixed)
    .map(([key, { kind }]) => `',"${key}":' || ${valueSql(`${row}.${key}`, kind)}`);
  return `concat(${[...fixed, further, ...others, "'}'"].join(', ')})`;
}

function valueSql(column: string, kind: Kind): string {
  if (kind === instant) {
    return `'"' || to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"'`;
  }
  switch (kind.schema.type) {
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
