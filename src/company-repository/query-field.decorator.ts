import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { Field } from '../fields/field.decorator';
import { flag, integer, text } from '../fields/kinds';
import { integerRule } from '../fields/rules';
import { type FilterType, ParameterProblem, parseFilter } from './filter';
import { type OrderTypes, parseOrder, parsePlace } from './order';

/** A whole number in the query string. */
export function QueryNumber(limits: { min: number; max: number }, description: string): PropertyDecorator {
  return applyDecorators(
    Field(integer(limits), { description }),
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value,
    ),
  );
}

/** `true` or `false` in the query string. */
export function QueryFlag(description: string): PropertyDecorator {
  return applyDecorators(
    Field(
      { ...flag, rule: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false') },
      { description },
    ),
    Transform(({ value }: { value: unknown }) =>
      value === 'true' ? true : value === 'false' ? false : value,
    ),
  );
}

/** A text in the query string that `parse` understands, or says what is wrong with it. */
export function QueryText(
  parse: (value: unknown, query: Readonly<Record<string, unknown>>) => unknown,
  description: string,
): PropertyDecorator {
  return applyDecorators(
    Field(
      {
        rule: (value) => (value instanceof ParameterProblem ? value.message : undefined),
        schema: { type: 'string' },
      },
      { description },
    ),
    Transform(({ value, obj }: { value: unknown; obj: Readonly<Record<string, unknown>> }) =>
      value === undefined ? undefined : parse(value, obj),
    ),
  );
}

const FILTERS = Symbol('filters of a query');
const ORDER = Symbol('order of a query');

type QueryClass = abstract new () => object;

/** The parameters of a query class that are filters, and what their columns hold. */
export function filtersOf({ prototype }: QueryClass): Readonly<Record<string, FilterType>> {
  return (Reflect.getMetadata(FILTERS, prototype as object) ?? {}) as Record<string, FilterType>;
}

/** What the lists of a query class can be ordered by. */
export function orderOf({ prototype }: QueryClass): OrderTypes {
  return (Reflect.getMetadata(ORDER, prototype as object) ?? {}) as OrderTypes;
}

/** A filter in the query string, with the grammar of `parseFilter`. It is named as the column that it filters. */
export function QueryFilter(type: FilterType, description: string): PropertyDecorator {
  const register: PropertyDecorator = (target, key) => {
    const filters = filtersOf(target.constructor as QueryClass);
    Reflect.defineMetadata(FILTERS, { ...filters, [String(key)]: type }, target);
  };
  return applyDecorators(
    register,
    QueryText((value) => parseFilter(type, value), description),
  );
}

/** The order of a list, with the grammar of `parseOrder`. Its class needs a `QueryPlace`, too. */
export function QueryOrder(types: OrderTypes): PropertyDecorator {
  const names = Object.keys(types).join(', ');
  return applyDecorators(
    (target: object) => {
      Reflect.defineMetadata(ORDER, types, target);
    },
    QueryText(
      (value) => parseOrder(types, value),
      `Fields to order by, \`-\` before one that descends: ${names}. By ID if absent`,
    ),
  );
}

/** Where a page of a list begins that may have an order. */
export function QueryPlace(types: OrderTypes): PropertyDecorator {
  const integer = integerRule({ min: 0, max: Number.MAX_SAFE_INTEGER });
  return QueryText((value, { order }) => {
    if (order !== undefined) return parsePlace(types, value, order);
    // The class that this one extends has made a number of digits.
    const message = integer(value);
    return message === undefined ? value : new ParameterProblem(message);
  }, 'Only items with a higher ID, or later in the order: what `Link: rel="next"` uses');
}

/** A text that the names of the items of a list have. */
export function QuerySearch(items: string): PropertyDecorator {
  return Field(text({ max: 255 }), {
    description: `Only ${items} with this text in their name, in whatever case`,
  });
}

/** Keys that a response has on request only: a comma list of their names, which may be spelled in camelCase, too. */
export function QueryInclude(...keys: readonly string[]): PropertyDecorator {
  const parse = (raw: unknown): string[] | ParameterProblem => {
    if (typeof raw !== 'string') return new ParameterProblem('must be given once');
    const asked = raw.split(',').map((key) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
    return asked.every((key) => keys.includes(key))
      ? [...new Set(asked)]
      : new ParameterProblem(`must be a comma list of: ${keys.join(', ')}`);
  };
  return QueryText(parse, `Further keys of the response: \`${keys.join('`, `')}\``);
}
