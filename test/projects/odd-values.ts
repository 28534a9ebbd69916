import * as fc from 'fast-check';
import { type FieldDefinition } from '../../src/fields/field-registry';
import { VISIBLE } from '../../src/fields/patterns';

type Values = fc.Arbitrary<unknown>;

export const WRONG_TYPES: readonly unknown[] = [
  true,
  false,
  '',
  ' ',
  '1',
  0,
  -0,
  1,
  1.5,
  [],
  ['a'],
  {},
  { constructor: 1 },
  Infinity,
];

/** With whatever trims, sorts, splits or ends texts elsewhere, and with halves of pairs. */
const character = fc.oneof(
  // A text of characters alone that can't be seen passes the schema if they are beyond U+FFFF, see patterns.ts.
  fc
    .string({ unit: 'binary', minLength: 1, maxLength: 1 })
    .filter((one) => one.length === 1 || VISIBLE.test(one)),
  fc.constantFrom('\0', '\ud83d', '\ude00', '😀', '\ufeff', '\u0085', '\u00a0', '\u180e', '\u200b', '\u3000'),
  fc.constantFrom('\n', '\r', '\t', ' ', 'e\u0301', '\uffff', '\x1f', '\u2028', 'ſ', '0', 'a', '-', '.'),
);
export const anyText = fc.string({ unit: character, maxLength: 6 });

/** Around the longest, in characters of one or two units. */
const longTexts = (max: number): Values =>
  fc
    .tuple(fc.constantFrom('x', ' ', '😀', '\ud83d'), fc.integer({ min: max - 1, max: max + 1 }))
    .map(([unit, length]) => unit.repeat(length));

const integers = (min: number, max: number): Values =>
  fc.oneof(fc.constantFrom(min - 1, min, min + 0.5, max, max + 1, max + 2, 1e21, 5e-324), fc.double());

const decimals: Values = fc.oneof(
  fc.integer({ min: 0, max: 10 ** 15 }).map((units) => units / 10 ** 5),
  fc.integer({ min: 0, max: 10 ** 15 }).map((units) => units / 10 ** 6),
  fc.constantFrom(0.1 + 0.2, 0.29, 1.000001, 0.000009, 0.00001, -0.00001, 5e-324),
  fc.constantFrom(9_999_999_999.99999, 10 ** 10 - 2 ** -19, 10 ** 10),
  fc.double(),
);

const digits = (length: number, max: number): fc.Arbitrary<string> =>
  fc.integer({ min: 0, max }).map((number) => String(number).padStart(length, '0'));
const dates: Values = fc.oneof(
  fc.tuple(digits(4, 9_999), digits(2, 13), digits(2, 32)).map((parts) => parts.join('-')),
  fc.tuple(digits(4, 9_999), fc.constantFrom('-02-28', '-02-29', '-02-30')).map((parts) => parts.join('')),
  fc.constantFrom('0000-02-29', '1900-02-29', '2000-02-29', '10000-01-01', '2024-1-01', '2024-01-01\n'),
  fc.constantFrom('2024-01-01T00:00:00Z', '２０２４-01-01', '2024-04-31'),
);

/** Values at and around the limits of a field, most of them wrong. */
export function oddValues({ type: fieldType }: FieldDefinition): Values {
  const { type, format, minimum = 0, maximum = 0, maxLength = 50 } = fieldType.schema;
  if (format === 'date') return dates;
  if (type === 'integer') return integers(minimum, maximum);
  if (type === 'number') return decimals;
  return fc.oneof(anyText, longTexts(maxLength));
}
