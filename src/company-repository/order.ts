import { GIVEN_ONCE } from '../fields/rules';
import { type FilterType, isOfType, ParameterProblem } from './filter';

/** The fields that a list can be ordered by, and what they hold. */
export type OrderTypes = Readonly<Record<string, FilterType>>;

interface OrderField {
  readonly column: string;
  readonly isDescending: boolean;
}

/** The order of a list, checked against its fields. The id is one of them, so that no two items are at one place. */
export class Order {
  constructor(readonly fields: readonly OrderField[]) {}
}

/** Where a page of an ordered list begins: behind an item with these values of the fields of the order. */
export class Place {
  constructor(readonly values: readonly (string | null)[]) {}
}

/** The fields of `order=name,-created_at`. A `+` that was not encoded arrives as a space. */
function splitOrder(raw: string): OrderField[] {
  const fields = raw.split(',').map((text) => ({
    column: text.replace(/^[-+ ]/, ''),
    isDescending: text.startsWith('-'),
  }));
  return fields.some(({ column }) => column === 'id')
    ? fields
    : [...fields, { column: 'id', isDescending: false }];
}

export function parseOrder(types: OrderTypes, raw: unknown): Order | ParameterProblem {
  if (typeof raw !== 'string') return new ParameterProblem(GIVEN_ONCE);
  const fields = splitOrder(raw);
  const names = fields.map(({ column }) => column);
  const unknown = names.find((name) => !Object.hasOwn(types, name));
  if (unknown !== undefined) {
    const known = Object.keys(types).join(', ');
    return new ParameterProblem(
      `must name fields of ${known}, separated by commas and with - before one that descends, not "${unknown.slice(0, 100)}"`,
    );
  }
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  return twice === undefined ? new Order(fields) : new ParameterProblem(`must not name ${twice} twice`);
}

const NOT_A_PLACE = new ParameterProblem(
  'must be what the Link header of a page with the same order says: leave it out for the first page',
);

/** Reads what `placeAfter` wrote. */
export function parsePlace(types: OrderTypes, raw: unknown, rawOrder: unknown): Place | ParameterProblem {
  const order = parseOrder(types, rawOrder);
  // What is wrong with the order is said of the order.
  if (order instanceof ParameterProblem) return new Place([]);
  const values = typeof raw === 'string' ? parseList(raw) : undefined;
  if (values?.length !== order.fields.length) return NOT_A_PLACE;
  const place = order.fields.map(({ column }, at) => valueOf(types[column]!, values[at]));
  return place.includes(undefined) ? NOT_A_PLACE : new Place(place as (string | null)[]);
}

function parseList(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function valueOf(type: FilterType, value: unknown): string | null | undefined {
  if (value === null) return null;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const isSpelledSo = typeof value === (type === 'integer' ? 'number' : 'string');
  return isSpelledSo && isOfType(type, String(value)) ? String(value) : undefined;
}

/** The `after` of the page behind an item. */
export function placeAfter(rawOrder: string, item: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(splitOrder(rawOrder).map(({ column }) => item[column]));
}
