import { DATE_PATTERN, NOT_BLANK_PATTERN, TEXT_PATTERN } from '../../src/fields/patterns';
import { type ApiResponse, invalidData } from './api';

/** A value that a field must refuse, and the whole message. */
export type Refusal = readonly [what: string, value: unknown, message: string];

export interface FieldFamily {
  readonly required?: boolean;
  readonly refused: readonly Refusal[];
  /** Values that the field must take. */
  readonly taken: readonly (readonly [what: string, value: unknown])[];
  /** JSON Schema of the values, without null. */
  readonly schema: { readonly type: string } & Readonly<Record<string, unknown>>;
}

const notOfType = (message: string, values: readonly (readonly [string, unknown])[]): Refusal[] =>
  values.map(([instead, value]) => [
    instead === '' ? 'wrong' : instead,
    value,
    message + (instead && `, not ${instead}`),
  ]);

// As crafted as they come: nothing may call what such an object names as its constructor.
const OBJECT = ['an object', { constructor: 1 }] as const;
const LIST = ['a list', [[OBJECT[1]]]] as const;
const BOOLEAN = ['a boolean', true] as const;
const QUOTED_NUMBER = ['a number in quotes', '1'] as const;
const STRING = ['a string', 'one'] as const;
const NUMBER = ['a number', 7] as const;

/** A text of at most `max` characters. */
export function textFamily({ max, min = 0 }: { max: number; min?: number }): FieldFamily {
  return {
    required: min > 0,
    refused: [
      ...notOfType('must be a string', [NUMBER, BOOLEAN, LIST, OBJECT]),
      ['one too long', 'x'.repeat(max + 1), `must be at most ${max} characters long, it has ${max + 1}`],
      [
        'one astral too long',
        '😀'.repeat(max + 1),
        `must be at most ${max} characters long, it has ${max + 1}`,
      ],
      ['a NUL', 'a\0b', 'must not contain the character U+0000'],
      ['a lone high surrogate', 'a\ud83d', 'must not contain half of a surrogate pair'],
      ['a lone low surrogate', '\ude00a', 'must not contain half of a surrogate pair'],
      ...(min > 0
        ? ([
            ['empty', '', 'must not be blank'],
            ['blank', ' \t\n\u00a0', 'must not be blank'],
          ] as const)
        : []),
    ],
    taken: [
      ['exactly the longest', 'x'.repeat(max)],
      ['exactly the longest, in astral characters', '😀'.repeat(max)],
      ['one character', 'x'],
      ...(min > 0 ? [] : ([['empty', '']] as const)),
    ],
    schema:
      min > 0
        ? { type: 'string', minLength: min, maxLength: max, pattern: NOT_BLANK_PATTERN }
        : { type: 'string', maxLength: max, pattern: TEXT_PATTERN },
  };
}

export function idFamily({ required = false } = {}): FieldFamily {
  return {
    ...integerFamily({ min: 1, max: Number.MAX_SAFE_INTEGER, required }),
    // Which ids exist is another question than which are well formed.
    taken: [],
  };
}

export function integerFamily({
  min,
  max,
  required = false,
}: {
  min: number;
  max: number;
  required?: boolean;
}): FieldFamily {
  const range = `must be from ${min} to ${max}`;
  return {
    required,
    refused: [
      ...notOfType('must be an integer', [STRING, QUOTED_NUMBER, BOOLEAN, LIST, OBJECT, ['', 1.5]]),
      ['one too small', min - 1, range],
      ['one too large', max + 1, range],
      ['far too large', 1e300, range],
    ],
    taken: [
      ['the smallest', min],
      ['the largest', max],
    ],
    schema: { type: 'integer', minimum: min, maximum: max },
  };
}

export function dateFamily({ required = false } = {}): FieldFamily {
  const real = 'must be a real date in the format YYYY-MM-DD';
  return {
    required,
    refused: [
      ...notOfType('must be a date in the format YYYY-MM-DD', [NUMBER, BOOLEAN, LIST, OBJECT]),
      ...[
        '',
        '2024',
        '2024-1-1',
        '2024-13-01',
        '2024-00-01',
        '2024-02-30',
        '2023-02-29',
        '2024-04-31',
        '0000-01-01',
      ].map((value): Refusal => [`"${value}"`, value, real]),
      ...['01/02/2024', ' 2024-01-01', '2024-01-01\n', '+02024-01-01', '1900-02-29'].map((value): Refusal => [
        JSON.stringify(value),
        value,
        real,
      ]),
      ...['2024-01-01T00:00:00Z', '2024-01-01 00:00'].map((value): Refusal => [
        JSON.stringify(value),
        value,
        'must be a date in the format YYYY-MM-DD, without a time',
      ]),
    ],
    taken: [
      ['a leap day', '2024-02-29'],
      ['a leap day of a century', '2000-02-29'],
      ['the first date', '0001-01-01'],
      ['the last date', '9999-12-31'],
    ],
    schema: { type: 'string', pattern: DATE_PATTERN },
  };
}

/** What the response has of a field, where it is not the same value by the same name. */
export interface RespondedAs {
  readonly key?: string;
  readonly value?: (value: unknown) => unknown;
  /** In place of null. */
  readonly ifNull?: unknown;
}

/** Describes the field: each wrong value alone, by the whole response; each right one, by what the response has of it. */
export function describeField(
  field: string,
  { required = false, refused, taken }: FieldFamily,
  send: (change: Record<string, unknown>) => Promise<ApiResponse>,
  { key = field, value: shown = (value) => value, ifNull = null }: RespondedAs = {},
): void {
  describe(field, () => {
    const absent: [string, unknown][] = [
      ['absent', undefined],
      ['null', null],
    ];
    if (required) {
      it.each(absent)('is required: %s', async (_, value) => {
        const { status, body } = await send({ [field]: value });
        expect({ status, body }).toEqual({
          status: 400,
          body: invalidData({ field, message: 'is required' }),
        });
      });
    } else {
      it.each(absent)('is optional: %s', async (_, value) => {
        const { status, body } = await send({ [field]: value });
        expect({ status, field: (body as Record<string, unknown>)[key] ?? null }).toEqual({
          status: 201,
          field: ifNull,
        });
      });
    }

    it.each(refused.map((refusal) => [...refusal] as const))('refuses %s', async (_, value, message) => {
      const { status, body } = await send({ [field]: value });
      expect({ status, body }).toEqual({ status: 400, body: invalidData({ field, message }) });
    });

    if (taken.length > 0) {
      it.each(taken.map(([what, value]) => [what, value] as const))('takes %s', async (_, value) => {
        const { status, body } = await send({ [field]: value });
        expect({ status, field: (body as Record<string, unknown>)[key] }).toEqual({
          status: 201,
          field: shown(value),
        });
      });
    }
  });
}
