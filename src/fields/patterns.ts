/**
 * Rules of texts as regular expressions, for JSON Schema: the same to an engine that reads code points and to one that
 * reads UTF-16 units, and without the abbreviations (`\s`, `\d`) that mean something else in other languages.
 */

/**
 * A character that can be seen. Not: white space, what Unicode calls ignorable (characters of no width, fillers, variation
 * selectors, tags), and the empty braille pattern.
 */
export const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}\u2800]/u;

/**
 * The others as the inside of a character class. Beyond U+FFFF there is no spelling of a range that all engines read:
 * there the patterns take a text of ignorable characters alone, which the service refuses.
 */
const BLANK = rangesOf((unit) => !VISIBLE.test(String.fromCharCode(unit)));

function rangesOf(isInside: (unit: number) => boolean): string {
  const escaped = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;
  let ranges = '';
  for (let unit = 0; unit <= 0xffff; unit++) {
    if (!isInside(unit)) continue;
    const first = unit;
    while (isInside(unit + 1)) unit++;
    ranges += unit === first ? escaped(first) : `${escaped(first)}-${escaped(unit)}`;
  }
  return ranges;
}

const character = (except = ''): string =>
  `(?:[^${except}\\u0000\\ud800-\\udfff]|[\\ud800-\\udbff][\\udc00-\\udfff])`;

/** A text that can be stored: without U+0000 and halves of surrogate pairs. */
export const TEXT_PATTERN = `^${character()}*$`;

/** One with something in it that can be seen, too. */
export const NOT_BLANK_PATTERN = `^[${BLANK}]*${character(BLANK)}${character()}*$`;

const YEAR = '(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)';
/** 04 to 96: of a year its last two digits, of a century its first two. */
const LEAP = '(?:0[48]|[2468][048]|[13579][26])';

const DAYS = [
  '(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])',
  '(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)',
  '02-(?:0[1-9]|1[0-9]|2[0-8])',
].join('|');

/** A date that there is, from 0001-01-01 to 9999-12-31. */
export const DATE_PATTERN = `^(?:${YEAR}-(?:${DAYS})|(?:[0-9]{2}${LEAP}|${LEAP}00)-02-29)$`;
