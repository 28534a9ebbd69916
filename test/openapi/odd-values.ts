import * as fc from 'fast-check';

/** Values at the edge of what our rules and PostgreSQL understand. */
const OFFSETS = [
  ...[
    'Z',
    '+00:00',
    '-00:00',
    '+14:00',
    '-12:00',
    '+15:59',
    '-15:59',
    '+16:00',
    '+23:00',
    '-23:59',
    '+24:00',
  ],
];
const DAYS = [
  ...['0001-01-01', '9999-12-31', '2024-02-29', '2023-02-29', '0000-01-01', '10000-01-01', '-0001-01-01'],
];
const TIMES = ['00:00:00', '23:59:59.999999999', '24:00:00', '23:59:60', '12:00:00.1234567890', '12:00'];
const TEXTS = [
  ...['', ' ', '\0', 'a\0b', '\ud800', '\udfff', '\u200b', '😀', '%', '\\', "'", 'null', 'NaN', 'infinity'],
  ...['0', '-1', '-0', '1e3', '2147483648', '-9223372036854775809', '9007199254740991', '9007199254740993'],
  ...['٣', '１', '9'.repeat(400), 'x'.repeat(501), '0x1', '1_000', 'epoch', 'now', 'today'],
];
const NUMBERS = [
  ...[
    0,
    -0,
    -1,
    1.5,
    2 ** 31,
    2 ** 53,
    Number.MAX_SAFE_INTEGER,
    1e21,
    1e308,
    5e-324,
    0.1 + 0.2,
    10.96 / 1000,
  ],
  10 ** 10 - 2 ** -19,
];
const OPERATORS = ['', 'eq:', 'neq:', 'notEq:', 'gt:', 'gte:', 'lt:', 'lte:', 'in:', 'nin:', 'bt:'];

const day = fc.constantFrom(...DAYS);
const instant = fc
  .tuple(day, fc.constantFrom(...TIMES), fc.constantFrom(...OFFSETS, ''))
  .map(([date, time, offset]) => `${date}T${time}${offset}`);
export const oddText = fc.oneof(
  instant,
  day,
  { arbitrary: fc.constantFrom(...TEXTS), weight: 2 },
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const number = fc.oneof(
  { arbitrary: fc.constantFrom(...NUMBERS), weight: 3 },
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const operator = fc.constantFrom(...OPERATORS);
/** A filter. Those on instants are mostly instants: other texts are refused without a look at what PostgreSQL knows. */
export function oddQuery(name: string): fc.Arbitrary<string> {
  const value = name.endsWith('_at') ? fc.oneof({ arbitrary: instant, weight: 3 }, oddText) : oddText;
  return fc.oneof(
    fc.tuple(operator, value).map(([op, one]) => op + one),
    fc.tuple(operator, fc.array(value, { maxLength: 3 })).map(([op, some]) => op + some.join(',')),
  );
}

const scalar = fc.oneof(oddText, number, fc.constantFrom<unknown>(null, true, [], {}));
const object = fc.oneof(
  fc.dictionary(oddText, scalar, { maxKeys: 3 }),
  fc.record({ id: scalar, type: scalar, external_id: scalar }, { requiredKeys: [] }),
);
/** What is likely by the type of the field comes more often: the rest is refused for its type. */
const BY_TYPE: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  string: oddText,
  integer: number,
  number,
  array: fc.array(fc.oneof(oddText, scalar, object), { maxLength: 3 }),
  object,
};
export const oddJson = (type = 'string'): fc.Arbitrary<unknown> =>
  fc.oneof({ arbitrary: BY_TYPE[type] ?? scalar, weight: 3 }, scalar);
