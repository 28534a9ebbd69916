import { type SchemaObject } from './swagger-internals';
import { DATE_PATTERN, NOT_BLANK_PATTERN, TEXT_PATTERN } from './patterns';
import * as rules from './rules';

/** A type of values: what one must be, and how OpenAPI says so. One object, so that the two can't differ. */
export interface FieldType {
  readonly rule: rules.Rule;
  readonly schema: SchemaObject;
  /** The value that is stored for one that the rule accepts, if it is not the same. */
  readonly parse?: (value: unknown) => unknown;
  /** With these keywords JSON Schema takes exactly what the rule takes. Readers of the documentation are spared them. */
  readonly exact?: {
    readonly pattern?: string;
    readonly exclusiveMaximum?: number;
  };
}

export interface TextLimits {
  /** 1: the text must have a visible character. */
  readonly minLength?: 1;
  readonly maxLength: number;
}

export function text({ minLength, maxLength }: TextLimits): FieldType {
  return {
    rule: rules.textRule({ min: minLength ?? 0, max: maxLength }),
    schema: { type: 'string', ...(minLength ? { minLength } : {}), maxLength },
    exact: { pattern: minLength ? NOT_BLANK_PATTERN : TEXT_PATTERN },
  };
}

export interface IntegerLimits {
  readonly minimum: number;
  readonly maximum: number;
}

export function integer({ minimum, maximum }: IntegerLimits): FieldType {
  return {
    rule: rules.integerRule({ min: minimum, max: maximum }),
    schema: { type: 'integer', format: 'int64', minimum, maximum },
  };
}

export const id: FieldType = integer({ minimum: 1, maximum: rules.MAX_ID });

export interface DecimalLimits {
  readonly minimum: number;
  /** Exclusive. */
  readonly below: number;
  readonly decimals: number;
}

export function decimal({ minimum, below, decimals }: DecimalLimits): FieldType {
  return {
    rule: rules.decimalRule({ min: minimum, below, decimals }),
    // Not exclusiveMaximum, which OpenAPI 3.0 and JSON Schema spell in two ways: tools take the one for the other.
    schema: {
      type: 'number',
      minimum,
      maximum: Number((below - 10 ** -decimals).toFixed(decimals)),
    },
    exact: { exclusiveMaximum: below },
    parse: (value) => (typeof value === 'number' ? rules.withoutNoise(value) : value),
  };
}

export const date: FieldType = {
  rule: rules.dateRule,
  schema: { type: 'string', format: 'date' },
  // Without the format, which ajv as it comes refuses to know.
  exact: { pattern: DATE_PATTERN },
};

/** A date that stands for its month, which is stored as its first day. */
export const month: FieldType = {
  ...date,
  parse: (value) => (typeof value === 'string' ? `${value.slice(0, 'YYYY-MM'.length)}-01` : value),
};

export const boolean: FieldType = { rule: rules.booleanRule, schema: { type: 'boolean' } };

export function oneOf(values: readonly string[]): FieldType {
  return { rule: rules.choiceRule(values), schema: { type: 'string', enum: [...values] } };
}

export function email({ maxLength }: { readonly maxLength: number }): FieldType {
  return {
    rule: rules.emailRule({ max: maxLength }),
    schema: { type: 'string', format: 'email', maxLength },
  };
}

/** `description` ends the sentence "must be …". */
export function pattern(expression: RegExp, description: string): FieldType {
  return {
    rule: rules.patternRule(expression, description),
    schema: { type: 'string', pattern: expression.source },
  };
}

export function textList(item: FieldType): FieldType {
  return {
    rule: rules.textListRule(item.rule),
    schema: { type: 'array', uniqueItems: true, maxItems: rules.MAX_LIST_LENGTH, items: item.schema },
  };
}

/** From texts to texts or null. */
export const textMap: FieldType = {
  rule: rules.textMapRule,
  schema: {
    type: 'object',
    maxProperties: rules.MAX_MAP_SIZE,
    additionalProperties: { type: 'string', nullable: true },
  },
};

/** An instant in responses: ISO 8601, UTC, milliseconds. */
export const instant: FieldType = {
  rule: () => 'is not settable',
  schema: { type: 'string', format: 'date-time' },
};

/** A list of objects, whose fields have types of their own. */
export function list({ maxItems }: { readonly maxItems?: number }): FieldType {
  return { rule: rules.listRule(maxItems), schema: maxItems === undefined ? {} : { maxItems } };
}

/** An object whose fields have types of their own. */
export const object: FieldType = { rule: () => undefined, schema: {} };
