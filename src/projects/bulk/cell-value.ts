import { isCalendarDate } from '../../fields/rules';

/** How numbers and dates are spelled if not as in JSON: decimal commas, and day, month, year. */
export const DIALECTS = ['excel-eu'] as const;
export type Dialect = (typeof DIALECTS)[number];

export type CellType = 'number' | 'integer' | 'date' | 'text';

/** What a cell says. With a message, `value` is the cell as it came, which its field refuses. */
export interface CellValue {
  readonly value: unknown;
  readonly message?: string;
}

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
/** Thousands are grouped by dots or spaces, the fraction follows a comma. */
const EU_NUMBER = /^-?(0|[1-9]\d*|[1-9]\d{0,2}([. \u00a0\u202f])\d{3}(\2\d{3})*)(,\d+)?([eE][+-]?\d+)?$/;
/** `1.500` is a decimal to some and a thousand and a half to others. */
const AMBIGUOUS = /^-?[1-9]\d{0,2}\.\d{3}$/;
const DAY_MONTH_YEAR = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})$/;
const TWO_DIGIT_YEAR = /^\d{1,2}([/.-])\d{1,2}\1\d{2}$/;

/** How to mend usual spellings. The first that fits is said. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/%$/, 'leave out the percent sign'],
  [/\p{Sc}|^[A-Z]{3}\b|\b[A-Z]{3}$/u, 'leave out the currency'],
  [/^-?\d{1,3}([.,' \u00a0\u202f]\d{3})+(\.\d+)?$/, 'leave out the separators of thousands'],
  [/^\+/, 'leave out the plus sign'],
  [/^-?0\d/, 'leave out the leading zeros'],
  [/^-?(\.\d+|\d+\.)$/, 'write a digit on both sides of the point'],
];

/** Reads a cell of a CSV file. White space around a number or a date does not count; an empty cell is null. */
export function readCell(type: CellType, cell: string, dialect?: Dialect): CellValue {
  if (type === 'text') return { value: cell === '' ? null : cell };
  const text = cell.trim();
  if (text === '') return { value: null };
  if (type === 'date') return readDate(text, dialect);
  return readNumber(text, type === 'integer' ? 'an integer like 4' : 'a number like 1.5', dialect);
}

function readNumber(text: string, wanted: string, dialect: Dialect | undefined): CellValue {
  if (dialect === 'excel-eu') {
    if (AMBIGUOUS.test(text)) {
      const choices = `${text.replace('.', '')} or ${String(Number(text)).replace('.', ',')}`;
      return { value: text, message: `can be read in two ways: write ${choices}, not ${quoted(text)}` };
    }
    if (EU_NUMBER.test(text) && !JSON_NUMBER.test(text)) return { value: euNumber(text) };
  }
  if (JSON_NUMBER.test(text)) return { value: Number(text) };
  const problem = `must be ${wanted}, not ${quoted(text)}`;
  const hint =
    dialect === undefined && text.includes(',') && EU_NUMBER.test(text)
      ? 'dialect=excel-eu reads decimal commas'
      : HINTS.find(([pattern]) => pattern.test(text))?.[1];
  return { value: text, message: hint === undefined ? problem : `${problem}: ${hint}` };
}

function euNumber(text: string): number {
  return Number(text.replaceAll(/[. \u00a0\u202f]/g, '').replace(',', '.'));
}

function readDate(text: string, dialect: Dialect | undefined): CellValue {
  const [, day, , month, year] = DAY_MONTH_YEAR.exec(text) ?? [];
  if (dialect === undefined) {
    if (year === undefined) return { value: text };
    const message = `must be a date in the format YYYY-MM-DD, not ${quoted(text)}: dialect=excel-eu reads day, month, year`;
    return { value: text, message };
  }
  const value = year === undefined ? text : `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
  if (isCalendarDate(value)) return { value };
  const message = TWO_DIGIT_YEAR.test(text)
    ? `must have a year of four digits, not ${quoted(text)}`
    : `must be a real date like 31/12/2024 or 2024-12-31, not ${quoted(text)}`;
  return { value: text, message };
}

const MAX_QUOTED = 40;

function quoted(text: string): string {
  const characters = Array.from(text);
  return JSON.stringify(
    characters.length <= MAX_QUOTED ? text : `${characters.slice(0, MAX_QUOTED).join('')}…`,
  );
}
