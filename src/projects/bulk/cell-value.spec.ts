import { type CellType, type CellValue, type Dialect, readCell } from './cell-value';

const NUMBER = 'must be a number like 1.5, not';
const INTEGER = 'must be an integer like 4, not';
const DECIMAL_COMMA = 'dialect=excel-eu reads decimal commas';

/** A message stands for a cell that stays as it is. */
type Row = [CellType, string, unknown, string?];

function expected(cell: string, value: unknown, message: string | undefined): CellValue {
  return message === undefined ? { value } : { value: cell.trim(), message };
}

describe('readCell', () => {
  it.each<Row>([
    ['text', '', null],
    ['text', ' ', ' '],
    ['text', ' 1 ', ' 1 '],
    ['text', '04', '04'],
    ['number', '', null],
    ['integer', ' ', null],
    ['date', '\t', null],
    ['number', '0', 0],
    ['number', '-1.5', -1.5],
    ['number', ' 1', 1],
    ['integer', '\u00a01 ', 1],
    ['number', '1.5E+02', 150],
    ['integer', '5E+01', 50],
    ['integer', '4.0', 4],
    ['number', '1.500', 1.5],
    ['number', '1,5', undefined, `${NUMBER} "1,5": ${DECIMAL_COMMA}`],
    ['integer', '1,5', undefined, `${INTEGER} "1,5": ${DECIMAL_COMMA}`],
    ['number', '1.234,50', undefined, `${NUMBER} "1.234,50": ${DECIMAL_COMMA}`],
    ['number', '1,234.50', undefined, `${NUMBER} "1,234.50": leave out the separators of thousands`],
    ['number', '1.234.567', undefined, `${NUMBER} "1.234.567": leave out the separators of thousands`],
    ['number', "1'234.5", undefined, `${NUMBER} "1'234.5": leave out the separators of thousands`],
    ['integer', '50%', undefined, `${INTEGER} "50%": leave out the percent sign`],
    ['number', '€ 1.50', undefined, `${NUMBER} "€ 1.50": leave out the currency`],
    ['number', '1.50 EUR', undefined, `${NUMBER} "1.50 EUR": leave out the currency`],
    ['integer', '+50', undefined, `${INTEGER} "+50": leave out the plus sign`],
    ['integer', '04', undefined, `${INTEGER} "04": leave out the leading zeros`],
    ['number', '.5', undefined, `${NUMBER} ".5": write a digit on both sides of the point`],
    ['number', ' 1.', undefined, `${NUMBER} "1.": write a digit on both sides of the point`],
    ['number', 'half', undefined, `${NUMBER} "half"`],
    ['number', '=1+1', undefined, `${NUMBER} "=1+1"`],
    ['number', 'NaN', undefined, `${NUMBER} "NaN"`],
    ['number', '0x1F', undefined, `${NUMBER} "0x1F"`],
    ['number', '1 000', undefined, `${NUMBER} "1 000": leave out the separators of thousands`],
    ['number', 'ü🏗'.repeat(50), undefined, `${NUMBER} "${'ü🏗'.repeat(20)}…"`],
    ['date', ' 2024-12-31 ', '2024-12-31'],
    // The rule of the field refuses these.
    ['date', '2024-1-1', '2024-1-1'],
    ['date', '31/12/24', '31/12/24'],
    [
      'date',
      '01/02/2024',
      undefined,
      'must be a date in the format YYYY-MM-DD, not "01/02/2024": dialect=excel-eu reads day, month, year',
    ],
  ])('%s %j', (...[type, cell, value, message]: Row) => {
    expect(readCell(type, cell)).toEqual(expected(cell, value, message));
  });

  const dialect: Dialect = 'excel-eu';
  const twoWays = (one: string, other: string, cell: string): string =>
    `can be read in two ways: write ${one} or ${other}, not "${cell}"`;
  const realDate = (cell: string): string =>
    `must be a real date like 31/12/2024 or 2024-12-31, not "${cell}"`;

  it.each<Row>([
    ['text', '1,5', '1,5'],
    ['number', ' ', null],
    ['number', '1,5', 1.5],
    ['number', '-1,5', -1.5],
    ['number', '1,500', 1.5],
    ['number', '1.234,50', 1234.5],
    ['number', '1 234,50', 1234.5],
    ['number', '1\u00a0234\u00a0567', 1_234_567],
    ['number', '1\u202f234,5', 1234.5],
    ['number', '1.234.567', 1_234_567],
    ['number', '1.234.567,891', 1_234_567.891],
    ['number', '1,5E+02', 150],
    ['integer', '50', 50],
    ['integer', '1 000', 1000],
    // Not a group of thousands, so as in JSON.
    ['number', '1.5', 1.5],
    ['number', '1.5000', 1.5],
    ['number', '0.500', 0.5],
    ['number', '1234.500', 1234.5],
    ['number', '1.500', undefined, twoWays('1500', '1,5', '1.500')],
    ['integer', ' 12.000', undefined, twoWays('12000', '12', '12.000')],
    ['number', '1.234 567,8', undefined, `${NUMBER} "1.234 567,8"`],
    ['number', '1,234.50', undefined, `${NUMBER} "1,234.50": leave out the separators of thousands`],
    ['number', '1.23,5', undefined, `${NUMBER} "1.23,5"`],
    ['integer', '50 %', undefined, `${INTEGER} "50 %": leave out the percent sign`],
    ['number', '1,50 €', undefined, `${NUMBER} "1,50 €": leave out the currency`],
    ['date', '31/12/2024', '2024-12-31'],
    ['date', ' 1.2.2024', '2024-02-01'],
    ['date', '01-02-2024', '2024-02-01'],
    ['date', '2024-12-31', '2024-12-31'],
    ['date', '29/02/2024', '2024-02-29'],
    ['date', '29/02/2023', undefined, realDate('29/02/2023')],
    ['date', '12/31/2024', undefined, realDate('12/31/2024')],
    ['date', '31/12-2024', undefined, realDate('31/12-2024')],
    ['date', '2024-1-1', undefined, realDate('2024-1-1')],
    ['date', '31/12/2024 00:00', undefined, realDate('31/12/2024 00:00')],
    ['date', '31/12/24', undefined, 'must have a year of four digits, not "31/12/24"'],
  ])('with decimal commas and days first: %s %j', (...[type, cell, value, message]: Row) => {
    expect(readCell(type, cell, dialect)).toEqual(expected(cell, value, message));
  });
});
