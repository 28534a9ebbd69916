import { type SchemaObject } from './swagger-internals';
import { DATE_PATTERN, NOT_BLANK_PATTERN, TEXT_PATTERN } from './patterns';
import * as rules from './rules';

/** A kind of value: what it must be, and how OpenAPI says so. One object, so that the two can't differ. */
export interface Kind {
  readonly rule: rules.Rule;
  readonly schema: SchemaObject;
  /** The value to take for one that the rule accepts, if it is not the same. */
  readonly read?: (value: unknown) => unknown;
  /** With these keywords JSON Schema takes exactly what the rule takes. Readers of the documentation are spared them. */
  readonly exact?: {
    readonly pattern?: string;
    readonly exclusiveMaximum?: number;
  };
}

export function text(limits: { min?: number; max: number }): Kind {
  return {
    rule: rules.textRule(limits),
    schema: { type: 'string', ...(limits.min ? { minLength: limits.min } : {}), maxLength: limits.max },
    exact: { pattern: limits.min ? NOT_BLANK_PATTERN : TEXT_PATTERN },
  };
}

export function integer(limits: { min: number; max: number }): Kind {
  return {
    rule: rules.integerRule(limits),
    schema: { type: 'integer', format: 'int64', minimum: limits.min, maximum: limits.max },
  };
}

export const id: Kind = integer({ min: 1, max: rules.MAX_ID });

export function decimal(limits: { min: number; below: number; decimals: number }): Kind {
  return {
    rule: rules.decimalRule(limits),
    // Not exclusiveMaximum, which OpenAPI 3.0 and JSON Schema spell in two ways: tools take the one for the other.
    schema: {
      type: 'number',
      minimum: limits.min,
      maximum: Number((limits.below - 10 ** -limits.decimals).toFixed(limits.decimals)),
    },
    exact: { exclusiveMaximum: limits.below },
    read: (value) => (typeof value === 'number' ? rules.withoutNoise(value) : value),
  };
}

export const date: Kind = {
  rule: rules.dateRule,
  schema: { type: 'string', format: 'date' },
  // Without the format, which ajv as it comes refuses to know.
  exact: { pattern: DATE_PATTERN },
};

/** A date that stands for its month, which is stored as its first day. */
export const month: Kind = {
  ...date,
  read: (value) => (typeof value === 'string' ? `${value.slice(0, 'YYYY-MM'.length)}-01` : value),
};

export const flag: Kind = { rule: rules.booleanRule, schema: { type: 'boolean' } };

export function choice(choices: readonly string[]): Kind {
  return { rule: rules.choiceRule(choices), schema: { type: 'string', enum: [...choices] } };
}

export function email(limits: { max: number }): Kind {
  return {
    rule: rules.emailRule(limits),
    schema: { type: 'string', format: 'email', maxLength: limits.max },
  };
}

/** `description` ends the sentence "must be …". */
export function pattern(expression: RegExp, description: string): Kind {
  return {
    rule: rules.patternRule(expression, description),
    schema: { type: 'string', pattern: expression.source },
  };
}

export function textList(item: Kind): Kind {
  return {
    rule: rules.textListRule(item.rule),
    schema: { type: 'array', uniqueItems: true, maxItems: rules.MAX_LIST_LENGTH, items: item.schema },
  };
}

/** From texts to texts or null. */
export const textMap: Kind = {
  rule: rules.textMapRule,
  schema: {
    type: 'object',
    maxProperties: rules.MAX_MAP_SIZE,
    additionalProperties: { type: 'string', nullable: true },
  },
};

/** An instant in answers: ISO 8601, UTC, milliseconds. */
export const instant: Kind = {
  rule: () => 'is not settable',
  schema: { type: 'string', format: 'date-time' },
};
