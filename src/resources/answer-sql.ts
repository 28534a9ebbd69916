import { answersOf } from '../validation/field.decorator';
import { instant, type Kind } from '../validation/kinds';

type AnswerClass = abstract new () => object;

/**
 * SQL of the JSON text that the API answers for a row: the fixed keys of the class in their order, then the further
 * members, then the keys that are there only with a value. PostgreSQL makes it once, and it goes to the caller, into the
 * history and beside an idempotency key as it is.
 *
 * `row` is the name of something with the columns of the class. `further` is SQL of a text of members, each with a
 * leading comma, or of null.
 */
export function answerSql(type: AnswerClass, row: string, further: string): string {
  const all = [...answersOf(type)];
  const fixed = all
    .filter(([, { isFixed }]) => isFixed)
    .map(([key, { kind }]) => `${valueSql(`${row}.${key}`, kind)} as "${key}"`);
  const others = all
    .filter(([, { isFixed }]) => !isFixed)
    .map(([key]) => `coalesce(',"${key}":' || to_json(${row}.${key})::text, '')`);
  return `(
    select left(row_to_json(fixed)::text, -1) || coalesce(${further}, '') || ${[...others, "'}'"].join(' || ')}
      from (select ${fixed.join(', ')}) as fixed)`;
}

function valueSql(column: string, kind: Kind): string {
  if (kind === instant) return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  // Stored with all its decimals, answered without those that say nothing.
  return kind.schema.type === 'number' ? `trim_scale(${column})` : column;
}
