import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { Field } from '../validation/field.decorator';
import { integer } from '../validation/kinds';
import { FilterProblem, type FilterType, parseFilter } from './filter';

/** A whole number in the query string. */
export function QueryNumber(limits: { min: number; max: number }, description: string): PropertyDecorator {
  return applyDecorators(
    Field(integer(limits), { description }),
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value,
    ),
  );
}

/** A filter in the query string, with the grammar of `parseFilter`. */
export function QueryFilter(type: FilterType, description: string): PropertyDecorator {
  return applyDecorators(
    Field(
      {
        rule: (value) => (value instanceof FilterProblem ? value.message : undefined),
        schema: { type: 'string' },
      },
      { description },
    ),
    Transform(({ value }: { value: unknown }) =>
      value === undefined ? undefined : parseFilter(type, value),
    ),
  );
}
