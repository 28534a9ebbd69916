import { type Filter, type FilterType } from './filter';
import { type Order, type OrderTypes, type Place } from './order';

/** Collects the values of a statement that is put together from fixed parts: the text never holds a value. */
export class Values {
  readonly list: unknown[] = [];

  /** The placeholder of a value, as in $3. */
  add(value: unknown): string {
    this.list.push(value);
    return `$${this.list.length}`;
  }
}

type Comparison = 'gt' | 'gte' | 'lt' | 'lte';

const COMPARISONS: Readonly<Record<Comparison, string>> = { gt: '>', gte: '>=', lt: '<', lte: '<=' };
const SQL_TYPES: Readonly<Record<FilterType, string>> = {
  integer: 'bigint',
  date: 'date',
  instant: 'timestamptz',
  text: 'text',
};

/** The SQL condition of a filter. `column` is ours, never the caller's. */
export function filterCondition(column: string, type: FilterType, filter: Filter, values: Values): string {
  const [first = '', last = ''] = filter.values;
  switch (filter.operator) {
    case 'eq':
    case 'in':
      return anyEqual(column, type, filter, values);
    case 'neq':
    case 'nin':
      // A row without a value is not equal to any.
      return `(${anyEqual(column, type, filter, values)}) is not true`;
    case 'bt':
      return `${compare(column, type, 'gte', first, values)} and ${compare(column, type, 'lte', last, values)}`;
    default:
      return compare(column, type, filter.operator, first, values);
  }
}

function anyEqual(column: string, type: FilterType, filter: Filter, values: Values): string {
  return `(${filter.values.map((value) => equal(column, type, value, values)).join(' or ')})`;
}

function equal(column: string, type: FilterType, value: string, values: Values): string {
  if (!isDay(type, value)) return `${column} = ${values.add(value)}::${SQL_TYPES[type]}`;
  return `${compare(column, type, 'gte', value, values)} and ${compare(column, type, 'lte', value, values)}`;
}

/** A bare date in place of an instant is the whole day: after it means from the next day on. */
function compare(
  column: string,
  type: FilterType,
  operator: Comparison,
  value: string,
  values: Values,
): string {
  const placeholder = `${values.add(value)}::${isDay(type, value) ? 'date' : SQL_TYPES[type]}`;
  if (!isDay(type, value)) return `${column} ${COMPARISONS[operator]} ${placeholder}`;
  const start = `${placeholder}::timestamp at time zone 'UTC'`;
  const end = `(${placeholder} + 1)::timestamp at time zone 'UTC'`;
  const bounds = { gt: `>= ${end}`, gte: `>= ${start}`, lt: `< ${start}`, lte: `< ${end}` };
  return `${column} ${bounds[operator]}`;
}

function isDay(type: FilterType, value: string): boolean {
  return type === 'instant' && value.length === 'YYYY-MM-DD'.length;
}

/** Text is ordered as people read it, whatever the case. PostgreSQL takes null for the greatest value. */
function orderExpression(type: FilterType, sql: string): string {
  return type === 'text' ? `lower(${sql})` : sql;
}

export function orderSql(types: OrderTypes, { fields }: Order): string {
  return fields
    .map(({ column, isDescending }) => {
      const expression = orderExpression(types[column]!, `"${column}"`);
      return isDescending ? `${expression} desc` : expression;
    })
    .join(', ');
}

/** The SQL condition of the items that come behind a place of the order. */
export function behind(types: OrderTypes, { fields }: Order, place: Place, values: Values): string {
  return fields.reduceRight((rest, { column, isDescending }, at) => {
    const type = types[column]!;
    const expression = orderExpression(type, `"${column}"`);
    const value = place.values[at] ?? null;
    if (value === null) {
      const isGreater = isDescending ? `${expression} is not null or ` : '';
      return `(${isGreater}${expression} is null and ${rest})`;
    }
    const given = orderExpression(type, `${values.add(value)}::${SQL_TYPES[type]}`);
    const isBehind = isDescending
      ? `${expression} < ${given}`
      : `${expression} > ${given} or ${expression} is null`;
    return `(${isBehind} or ${expression} = ${given} and ${rest})`;
  }, 'false');
}

/** The condition of the rows that have the text in their name. */
export function nameHas(search: string | null | undefined): ((values: Values) => string) | undefined {
  if (!search) return undefined;
  // position and not like: nothing in the text is a wildcard.
  return (values) => `position(lower(${values.add(search)}) in lower(name)) > 0`;
}
