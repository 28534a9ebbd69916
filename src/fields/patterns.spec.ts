import { DATE_PATTERN, NOT_BLANK_PATTERN, TEXT_PATTERN } from './patterns';
import { isCalendarDate, textRule } from './rules';

/** As JSON Schema asks for it, and as the engines of some validators read it. */
const FLAGS = ['u', ''] as const;

const two = (number: number): string => String(number).padStart(2, '0');

describe('the patterns', () => {
  it('take exactly the dates that there are', () => {
    const pattern = new RegExp(DATE_PATTERN, 'u');
    const wrong: string[] = [];
    const numbers = (last: number): string[] => Array.from({ length: last + 1 }, (_, number) => two(number));
    const days = numbers(13).flatMap((month) => numbers(32).map((day) => `-${month}-${day}`));
    for (let year = 0; year <= 9_999; year++) {
      const start = String(year).padStart(4, '0');
      for (const day of days) {
        const date = start + day;
        if (pattern.test(date) !== isCalendarDate(date)) wrong.push(date);
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    '',
    '2024',
    '2024-1-01',
    '2024-01-1',
    '02024-01-01',
    '2024-01-01 ',
    '2024-01-01\n',
    '２024-01-01',
  ])('take no other spelling of a date: %j', (text) => {
    expect(new RegExp(DATE_PATTERN, 'u').test(text)).toBe(false);
    expect(isCalendarDate(text)).toBe(false);
  });

  describe.each(FLAGS)('with the flags "%s"', (flags) => {
    const pairs = [
      [new RegExp(TEXT_PATTERN, flags), textRule({ max: 10 })],
      [new RegExp(NOT_BLANK_PATTERN, flags), textRule({ min: 1, max: 10 })],
    ] as const;

    it('take exactly the characters that a text can have, alone and between others', () => {
      const wrong: string[] = [];
      for (const [pattern, rule] of pairs) {
        for (let unit = 0; unit <= 0xffff; unit++) {
          const character = String.fromCharCode(unit);
          for (const text of [character, ` ${character}`, `a${character}😀`]) {
            if (pattern.test(text) !== (rule(text) === undefined)) wrong.push(JSON.stringify(text));
          }
        }
      }
      expect(wrong).toEqual([]);
    });

    it.each([
      '',
      ' \t\n',
      '😀',
      ' 😀 ',
      '\ude00\ud83d',
      '\ud83d\ud83d\ude00',
      '😀\ude00',
      '\u{10ffff}',
      'a\n',
    ])('judge %j as the rules do', (text) => {
      for (const [pattern, rule] of pairs) expect(pattern.test(text)).toBe(rule(text) === undefined);
    });
  });

  it.each([
    ['soft hyphen, grapheme joiner, Arabic mark', '\u00ad\u034f\u061c'],
    ['fillers and inherent vowels', '\u115f\u1160\u17b4\u17b5\u3164\uffa0'],
    ['separators, joiners, marks of direction', '\u180e\u200b\u200d\u200f\u202e\u2060\ufeff'],
    ['invisible operators, deprecated controls', '\u2061\u2064\u206a\u206f'],
    ['variation selectors', '\ufe00\ufe0f'],
    ['the empty braille pattern', '\u2800'],
  ])('call a text blank that can not be seen: %s', (_what, text) => {
    for (const blank of [text, ` ${text}`, ...Array.from(text)]) {
      expect(textRule({ min: 1, max: 100 })(blank)).toBe('must not be blank');
      for (const flags of FLAGS) expect(new RegExp(NOT_BLANK_PATTERN, flags).test(blank)).toBe(false);
      expect(textRule({ min: 1, max: 100 })(`${blank}a`)).toBeUndefined();
    }
  });

  it('leave characters beyond U+FFFF that can not be seen to the rules', () => {
    for (const text of ['\u{e0001}', '\u{e0020}\u{e007f}', '\u{e0100}', '\u{1d173}']) {
      expect(textRule({ min: 1, max: 100 })(text)).toBe('must not be blank');
      for (const flags of FLAGS) expect(new RegExp(NOT_BLANK_PATTERN, flags).test(text)).toBe(true);
    }
    // A heart is one character with a selector, and a flag of a region one with tags.
    for (const text of ['\u2764\ufe0f', '\u{1f3f4}\u{e0067}\u{e007f}']) {
      expect(textRule({ min: 1, max: 100 })(text)).toBeUndefined();
    }
  });

  it('do not take long over long texts', () => {
    for (const text of [' '.repeat(100_000), `${'a'.repeat(100_000)}\0`, `${' '.repeat(100_000)}\0`]) {
      const start = performance.now();
      expect(new RegExp(NOT_BLANK_PATTERN, 'u').test(text)).toBe(false);
      expect(performance.now() - start).toBeLessThan(1_000);
    }
  });
});
