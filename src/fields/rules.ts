import { VISIBLE } from './patterns';

/**
 * What a value must be, as pure functions: they return undefined for a value that is right, and otherwise what is
 * wrong with it, as the end of a sentence that begins with the name of the field.
 */
export type Rule = (value: unknown) => string | undefined;

/** The largest id and integer that JSON carries exactly. */
export const MAX_ID = Number.MAX_SAFE_INTEGER;

/** Of a parameter of a query string that is there several times, which makes a list of it. */
export const GIVEN_ONCE = 'must be given once';

export function textRule(limits: { min?: number; max: number }): Rule {
  const { min = 0, max } = limits;
  return (value) => {
    if (typeof value !== 'string') return `must be a string${insteadOf(value)}`;
    const malformed = malformedText(value);
    if (malformed !== undefined) return malformed;
    if (min > 0 && !VISIBLE.test(value)) return 'must not be blank';
    // Most strings are short enough whatever they hold: a code point is one or two UTF-16 units.
    if (value.length > max) {
      const length = codePoints(value);
      if (length > max) return `must be at most ${max} characters long, it has ${length}`;
    }
    return undefined;
  };
}

export function integerRule(limits: { min: number; max: number }): Rule {
  const { min, max } = limits;
  return (value) => {
    if (typeof value !== 'number') return `must be an integer${insteadOf(value)}`;
    if (!Number.isInteger(value)) return 'must be an integer';
    if (value < min || value > max) return `must be from ${min} to ${max}`;
    return undefined;
  };
}

export const idRule: Rule = integerRule({ min: 1, max: MAX_ID });

/** `below` is exclusive. The value that counts is the one of `withoutNoise`. */
export function decimalRule(limits: { min: number; below: number; decimals: number }): Rule {
  const { min, below, decimals } = limits;
  const unit = 10 ** decimals;
  return (given) => {
    if (typeof given !== 'number') return `must be a number${insteadOf(given)}`;
    if (!(given >= min && given < below)) return `must be at least ${min} and less than ${below}`;
    const value = withoutNoise(given);
    // Dividing an integer by a power of ten gives the double nearest to the decimal, which is what JSON gave.
    if (value >= below || Math.round(value * unit) / unit !== value)
      return `must have at most ${decimals} decimals`;
    return undefined;
  };
}

/**
 * The decimal of 15 digits next to a double: what a calculation in floating point (10.96 / 1000, 0.1 + 0.2) meant. Every
 * decimal of up to 15 digits is itself.
 */
export function withoutNoise(value: number): number {
  return Number(value.toPrecision(15));
}

export const booleanRule: Rule = (value) =>
  typeof value === 'boolean' ? undefined : `must be true or false${insteadOf(value)}`;

export function choiceRule(choices: readonly string[]): Rule {
  return (value) => {
    if (typeof value !== 'string') return `must be a string${insteadOf(value)}`;
    return choices.includes(value) ? undefined : `must be one of: ${choices.join(', ')}`;
  };
}

export const dateRule: Rule = (value) => {
  if (typeof value !== 'string') return `must be a date in the format YYYY-MM-DD${insteadOf(value)}`;
  if (isCalendarDate(value)) return undefined;
  return isCalendarDate(value.slice(0, 10)) && /^[T ]/.test(value.slice(10))
    ? 'must be a date in the format YYYY-MM-DD, without a time'
    : 'must be a real date in the format YYYY-MM-DD';
};

/** Not a proof that mail arrives there: one @ with something on both sides and no space, which catches mix-ups. */
export function emailRule(limits: { max: number }): Rule {
  const text = textRule({ min: 1, max: limits.max });
  return (value) =>
    text(value) ?? (/^[^\s@]+@[^\s@]+$/.test(value as string) ? undefined : 'must be an e-mail address');
}

export function patternRule(pattern: RegExp, description: string): Rule {
  return (value) => {
    if (typeof value !== 'string') return `must be a string${insteadOf(value)}`;
    return pattern.test(value) ? undefined : `must be ${description}`;
  };
}

/** A list of at most so many entries, which are judged one by one. */
export function listRule(maxLength: number | undefined): Rule {
  return (value) => {
    if (!Array.isArray(value)) return 'must be a list';
    if (maxLength === undefined || value.length <= maxLength) return undefined;
    return `must have at most ${maxLength} entries, it has ${value.length}`;
  };
}

/** How many texts a list of texts can have. */
export const MAX_LIST_LENGTH = 10_000;

/** A list of different texts. */
export function textListRule(item: Rule): Rule {
  return (value) => {
    if (!Array.isArray(value)) return 'must be a list of strings';
    const list: readonly unknown[] = value;
    if (list.length > MAX_LIST_LENGTH)
      return `must have at most ${MAX_LIST_LENGTH} entries, it has ${list.length}`;
    const seen = new Set<unknown>();
    for (const [index, entry] of list.entries()) {
      const problem = item(entry);
      if (problem !== undefined) return `has a wrong entry at position ${index + 1}: it ${problem}`;
      if (seen.has(entry)) return `names ${JSON.stringify(entry)} twice`;
      seen.add(entry);
    }
    return undefined;
  };
}

/** How many entries an object of texts can have. */
export const MAX_MAP_SIZE = 1_000;

/** An object whose values are texts or null. */
export const textMapRule: Rule = (value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return `must be an object${insteadOf(value)}`;
  const entries = Object.entries(value);
  if (entries.length > MAX_MAP_SIZE)
    return `must have at most ${MAX_MAP_SIZE} entries, it has ${entries.length}`;
  for (const [key, entry] of entries) {
    const problem = malformedText(key) ?? (typeof entry === 'string' ? malformedText(entry) : undefined);
    if (problem !== undefined) return `has a wrong entry: it ${problem}`;
    if (typeof entry !== 'string' && entry !== null) return 'must hold strings or null only';
  }
  return undefined;
};

/** Years 0001 to 9999: the dates that both ISO 8601's four digits and PostgreSQL can hold. */
export function isCalendarDate(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (parts === null) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** What PostgreSQL can't store, and JSON can spell: U+0000 and half of a surrogate pair. */
export function malformedText(value: string): string | undefined {
  if (value.includes('\0')) return 'must not contain the character U+0000';
  if (!value.isWellFormed()) return 'must not contain half of a surrogate pair';
  return undefined;
}

function codePoints(value: string): number {
  let count = 0;
  for (const _ of value) count++;
  return count;
}

/** Says what came instead, where that helps: the usual mistake is a number in quotes. */
function insteadOf(value: unknown): string {
  if (typeof value === 'string') {
    return value.trim() !== '' && Number.isFinite(Number(value))
      ? ', not a number in quotes'
      : ', not a string';
  }
  if (Array.isArray(value)) return ', not a list';
  if (value === null) return ', not null';
  return typeof value === 'object' ? ', not an object' : `, not a ${typeof value}`;
}
