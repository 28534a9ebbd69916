import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { Field, TextField } from '../fields/field.decorator';
import { fieldsOf } from '../fields/field-registry';
import { boolean, type FieldType, integer, type IntegerLimits } from '../fields/field-types';
import { GIVEN_ONCE, integerRule, type Rule } from '../fields/rules';
import { type FilterType, notOneOf, ParameterProblem, parseFilter } from './filter';
import { type OrderTypes, parseOrder, parsePlace } from './order';

/** A whole number in the query string. */
export function QueryNumber(limits: IntegerLimits, description: string): PropertyDecorator {
  const type = integer(limits);
  // Nothing in a query string has quotes.
  const rule: Rule = (value) => (typeof value === 'number' ? type.rule(value) : 'must be an integer');
  return applyDecorators(
    Field({ ...type, rule }, { description }),
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value,
    ),
  );
}

/** `true` or `false` in the query string. */
export function QueryFlag(description: string): PropertyDecorator {
  return applyDecorators(
    Field(
      { ...boolean, rule: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false') },
      { description },
    ),
    Transform(({ value }: { value: unknown }) =>
      value === 'true' ? true : value === 'false' ? false : value,
    ),
  );
}

type Parse = (value: unknown, query: Readonly<Record<string, unknown>>) => unknown;

/** A text in the query string that `parse` understands, or says what is wrong with it. */
export function QueryText(parse: Parse, description: string): PropertyDecorator {
  return parsedText({}, parse, description);
}

function parsedText(
  parameter: Pick<ListParameter, 'filter' | 'order'>,
  parse: Parse,
  description: string,
): PropertyDecorator {
  const type: ListParameter = {
    ...parameter,
    rule: (value) => (value instanceof ParameterProblem ? value.message : undefined),
    schema: { type: 'string' },
  };
  return applyDecorators(
    Field(type, { description }),
    Transform(({ value, obj }: { value: unknown; obj: Readonly<Record<string, unknown>> }) =>
      value === undefined ? undefined : parse(value, obj),
    ),
  );
}

/** The type of a parameter that filters a column, or of one that orders a list. */
interface ListParameter extends FieldType {
  readonly filter?: FilterType;
  readonly order?: OrderTypes;
}

type QueryClass = abstract new () => object;

const parametersOf = (query: QueryClass): [name: string, type: ListParameter][] =>
  [...fieldsOf(query).values()].map(({ name, type }) => [name, type]);

/** The parameters of a query class that are filters, and what their columns hold. */
export function filtersOf(query: QueryClass): Readonly<Record<string, FilterType>> {
  return Object.fromEntries(
    parametersOf(query).flatMap(([name, { filter }]) => (filter === undefined ? [] : [[name, filter]])),
  );
}

/** What the lists of a query class can be ordered by. */
export function orderOf(query: QueryClass): OrderTypes {
  return parametersOf(query).find(([, { order }]) => order !== undefined)?.[1].order ?? {};
}

/**
 * A filter in the query string, with the grammar of `parseFilter`. It is named as the column that it filters. `names` are
 * all that the column may hold, where these are certain ones.
 */
export function QueryFilter(
  filter: FilterType,
  description: string,
  names?: readonly string[],
): PropertyDecorator {
  return parsedText({ filter }, (value) => parseFilter(filter, value, names), description);
}

/** The order of a list, with the grammar of `parseOrder`. Its class needs a `QueryPlace`, too. */
export function QueryOrder(order: OrderTypes): PropertyDecorator {
  const names = Object.keys(order).join(', ');
  return parsedText(
    { order },
    (value) => parseOrder(order, value),
    `Fields to order by, \`-\` before one that descends: ${names}. By ID if absent`,
  );
}

/** Where a page of a list begins that may have an order. */
export function QueryPlace(types: OrderTypes): PropertyDecorator {
  const integer = integerRule({ min: 0, max: Number.MAX_SAFE_INTEGER });
  return QueryText((value, { order }) => {
    if (order !== undefined) return parsePlace(types, value, order);
    // The class that this one extends has made a number of digits.
    const message = typeof value === 'number' ? integer(value) : 'must be an integer';
    return message === undefined ? value : new ParameterProblem(message);
  }, 'Only items with a higher ID, or later in the order: what `Link: rel="next"` uses');
}

/** A text that the names of the items of a list have. */
export function QuerySearch(items: string): PropertyDecorator {
  return TextField({
    maxLength: 255,
    description: `Only ${items} with this text in their name, in whatever case`,
  });
}

/** Keys that a response has on request only: a comma list of their names, which may be spelled in camelCase, too. */
export function QueryInclude(...keys: readonly string[]): PropertyDecorator {
  const parse = (raw: unknown): string[] | ParameterProblem => {
    if (typeof raw !== 'string') return new ParameterProblem(GIVEN_ONCE);
    const asked = raw.split(',').map((key) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
    const wrong = asked.find((key) => !keys.includes(key));
    return wrong === undefined ? [...new Set(asked)] : notOneOf(keys, wrong);
  };
  return QueryText(parse, `Further keys of the response: \`${keys.join('`, `')}\``);
}
