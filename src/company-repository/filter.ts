import { GIVEN_ONCE, isCalendarDate, MAX_ID, textRule } from '../fields/rules';

/** What a filterable field holds, and so what its filters compare with. */
export type FilterType = 'integer' | 'date' | 'instant' | 'text';

/** The operators of the grammar, with their old spellings. */
const OPERATORS = {
  eq: 'eq',
  neq: 'neq',
  notEq: 'neq',
  gt: 'gt',
  gte: 'gte',
  lt: 'lt',
  lte: 'lte',
  in: 'in',
  nin: 'nin',
  notIn: 'nin',
  bt: 'bt',
} as const;

/** Without the old spellings. */
const KNOWN_OPERATORS = new Intl.ListFormat('en-GB').format(new Set(Object.values(OPERATORS)));

export type Operator = (typeof OPERATORS)[keyof typeof OPERATORS];

/** `updated_at=gte:2025-01-01` understood: the operator and what to compare with, checked against the field's type. */
export class Filter {
  constructor(
    readonly operator: Operator,
    readonly values: readonly string[],
  ) {}
}

/** A parameter that could not be understood. */
export class ParameterProblem {
  constructor(readonly message: string) {}
}

/** What a comma list of fixed names says of one that is none of them. */
export const notOneOf = (names: readonly string[], wrong: string): ParameterProblem =>
  new ParameterProblem(`must be a comma list of: ${names.join(', ')}; not "${quoted(wrong)}"`);

const MAX_VALUES = 100;

/**
 * Reads `<operator>:<value>`, or a bare value for `eq`. What stands before the first colon counts as an operator only
 * if it is one, because values hold colons, too. Of a field that holds certain `names` only, any other is wrong.
 */
export function parseFilter(
  type: FilterType,
  raw: unknown,
  names?: readonly string[],
): Filter | ParameterProblem {
  if (typeof raw !== 'string') return new ParameterProblem(GIVEN_ONCE);
  const colon = raw.indexOf(':');
  const spelled = raw.slice(0, Math.max(colon, 0));
  const operator = Object.hasOwn(OPERATORS, spelled)
    ? OPERATORS[spelled as keyof typeof OPERATORS]
    : undefined;
  const operand = operator === undefined ? raw : raw.slice(colon + 1);
  const values =
    operator === 'in' || operator === 'nin' || operator === 'bt' ? operand.split(',') : [operand];
  if (operator === 'bt' && values.length !== 2) return new ParameterProblem('must be bt:<from>,<to>');
  if (values.length > MAX_VALUES) return new ParameterProblem(`must name at most ${MAX_VALUES} values`);
  const wrong = values.find((value) => !(names?.includes(value) ?? isOfType(type, value)));
  if (wrong !== undefined && operator === undefined && /^[A-Za-z]+$/.test(spelled)) {
    return new ParameterProblem(
      `has the unknown operator "${quoted(spelled)}": there are ${KNOWN_OPERATORS}`,
    );
  }
  if (wrong !== undefined && names !== undefined) {
    return new ParameterProblem(`must compare with one of: ${names.join(', ')}; not "${quoted(wrong)}"`);
  }
  if (wrong !== undefined) return new ParameterProblem(problemOf(type, wrong));
  return new Filter(operator ?? 'eq', values);
}

const EXPECTED: Readonly<Record<FilterType, string>> = {
  text: 'text of at most 500 characters',
  integer: 'an integer',
  date: 'a date in the format YYYY-MM-DD',
  instant: 'an instant like 2025-02-13T09:26:18.797Z or a date',
};

const TIME = String.raw`(\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?`;
/** PostgreSQL knows offsets of less than 16 hours; those of the world are from -12:00 to +14:00. */
const INSTANT = new RegExp(String.raw`^${TIME}(?:Z|[+-](?:0\d|1[0-5]):[0-5]\d)$`);
const WITHOUT_OFFSET = new RegExp(`^${TIME}$`);
const WITH_OFFSET = new RegExp(String.raw`^${TIME}([+-]\d{2}:\d{2})$`);
/** What is left of a plus sign that the query string did not encode. */
const SPACE_FOR_PLUS = new RegExp(String.raw`^${TIME} \d{2}:\d{2}$`);
/** A message repeats no more of a wrong value. */
const MAX_QUOTED = 100;

function problemOf(type: FilterType, wrong: string): string {
  if (type === 'instant' && SPACE_FOR_PLUS.test(wrong)) {
    return 'must have the plus sign of the offset as %2B: a bare + in a URL is a space';
  }
  if (type === 'instant' && WITHOUT_OFFSET.test(wrong)) {
    return `must say the offset of "${wrong}": Z for UTC, or one like %2B02:00`;
  }
  const offset = WITH_OFFSET.exec(wrong)?.[2];
  if (type === 'instant' && offset !== undefined && !INSTANT.test(wrong)) {
    return `must have an offset from -15:59 to +15:59, not ${offset}`;
  }
  return `must compare with ${EXPECTED[type]}, not "${quoted(wrong)}"`;
}

const quoted = (wrong: string): string =>
  wrong.length > MAX_QUOTED ? `${wrong.slice(0, MAX_QUOTED).toWellFormed()}…` : wrong;

/** Can the text be compared with what a field of the type holds? */
export function isOfType(type: FilterType, value: string): boolean {
  if (type === 'text') return textRule({ max: 500 })(value) === undefined;
  if (type === 'integer') return /^-?\d{1,16}$/.test(value) && Math.abs(Number(value)) <= MAX_ID;
  if (isCalendarDate(value)) return true;
  const day = INSTANT.exec(value)?.[1];
  return type === 'instant' && day !== undefined && isCalendarDate(day);
}
