import { Filter, ParameterProblem, type FilterType, parseFilter } from './filter';

describe('parseFilter', () => {
  it.each<[FilterType, string, Filter]>([
    ['integer', '50', new Filter('eq', ['50'])],
    ['integer', 'eq:50', new Filter('eq', ['50'])],
    ['integer', 'neq:50', new Filter('neq', ['50'])],
    ['integer', 'notEq:50', new Filter('neq', ['50'])],
    ['integer', 'gt:50', new Filter('gt', ['50'])],
    ['integer', 'gte:-1', new Filter('gte', ['-1'])],
    ['integer', 'lt:50', new Filter('lt', ['50'])],
    ['integer', 'lte:50', new Filter('lte', ['50'])],
    ['integer', 'in:1,2,3', new Filter('in', ['1', '2', '3'])],
    ['integer', 'nin:1', new Filter('nin', ['1'])],
    ['integer', 'notIn:1,2', new Filter('nin', ['1', '2'])],
    ['integer', 'bt:1,5', new Filter('bt', ['1', '5'])],
    ['date', '2024-02-29', new Filter('eq', ['2024-02-29'])],
    ['date', 'bt:2024-01-01,2024-12-31', new Filter('bt', ['2024-01-01', '2024-12-31'])],
    // The first colon is the value's, since what stands before it is no operator.
    ['instant', '2025-02-13T09:26:18.797Z', new Filter('eq', ['2025-02-13T09:26:18.797Z'])],
    ['instant', 'gt:2025-02-13T09:26:18+01:00', new Filter('gt', ['2025-02-13T09:26:18+01:00'])],
    ['instant', '0001-01-01T00:00:00+15:59', new Filter('eq', ['0001-01-01T00:00:00+15:59'])],
    ['text', 'a:b:c', new Filter('eq', ['a:b:c'])],
    ['text', 'in:a:b,c', new Filter('in', ['a:b', 'c'])],
    ['instant', '2025-02-13', new Filter('eq', ['2025-02-13'])],
  ])('reads %s %s', (type, raw, filter) => {
    expect(parseFilter(type, raw)).toEqual(filter);
  });

  const INTEGER = 'must compare with an integer, not';
  const OPERATORS = 'there are eq, neq, gt, gte, lt, lte, in, nin and bt';
  const OFFSET = 'must have an offset from -15:59 to +15:59, not';
  const INSTANT = 'must compare with an instant like 2025-02-13T09:26:18.797Z or a date, not';
  it.each<[FilterType, unknown, string]>([
    ['integer', '', `${INTEGER} ""`],
    ['integer', 'eq:', `${INTEGER} ""`],
    ['integer', 'ge:5', `has the unknown operator "ge": ${OPERATORS}`],
    ['integer', 'EQ:5', `has the unknown operator "EQ": ${OPERATORS}`],
    ['integer', 'constructor:5', `has the unknown operator "constructor": ${OPERATORS}`],
    ['integer', '1.5', `${INTEGER} "1.5"`],
    ['integer', 'in:1,,2', `${INTEGER} ""`],
    ['integer', '9007199254740993', `${INTEGER} "9007199254740993"`],
    ['integer', 'bt:1', 'must be bt:<from>,<to>'],
    ['integer', 'bt:1,2,3', 'must be bt:<from>,<to>'],
    ['integer', `in:${'1,'.repeat(100)}1`, 'must name at most 100 values'],
    ['integer', ['1', '2'], 'must be given once'],
    ['instant', 'since:2024-02-03', `has the unknown operator "since": ${OPERATORS}`],
    ['date', '2024-02-30', 'must compare with a date in the format YYYY-MM-DD, not "2024-02-30"'],
    [
      'date',
      '2024-02-01T00:00:00Z',
      'must compare with a date in the format YYYY-MM-DD, not "2024-02-01T00:00:00Z"',
    ],
    ['instant', '2025-02-13T24:00:00Z', `${INSTANT} "2025-02-13T24:00:00Z"`],
    ['instant', '2025-02-30T00:00:00Z', `${INSTANT} "2025-02-30T00:00:00Z"`],
    [
      'instant',
      'gte:2025-02-13T09:26:18.123456',
      'must say the offset of "2025-02-13T09:26:18.123456": Z for UTC, or one like %2B02:00',
    ],
    [
      'instant',
      'gte:2025-02-13T09:26:18 00:00',
      'must have the plus sign of the offset as %2B: a bare + in a URL is a space',
    ],
    ['instant', '2025-02-13T09:26:18+23:00', `${OFFSET} +23:00`],
    ['instant', '2025-02-13T09:26:18.5-16:00', `${OFFSET} -16:00`],
    ['instant', '2025-02-13T09:26:18-01:60', `${OFFSET} -01:60`],
    ['instant', '2025-02-30T09:26:18-01:00', `${INSTANT} "2025-02-30T09:26:18-01:00"`],
    ['integer', '9'.repeat(500), `${INTEGER} "${'9'.repeat(100)}…"`],
    ['instant', 'yesterday', `${INSTANT} "yesterday"`],
  ])('refuses %s %j', (type, raw, message) => {
    expect(parseFilter(type, raw)).toEqual(new ParameterProblem(message));
  });

  const NAMES = ['pending', 'failed'];
  it.each([
    ['pending', new Filter('eq', ['pending'])],
    ['in:failed,pending', new Filter('in', ['failed', 'pending'])],
    ['lost', new ParameterProblem('must compare with one of: pending, failed; not "lost"')],
    ['in:pending,', new ParameterProblem('must compare with one of: pending, failed; not ""')],
    ['is:pending', new ParameterProblem(`has the unknown operator "is": ${OPERATORS}`)],
  ])('reads %s of a field that holds certain names', (raw, filter) => {
    expect(parseFilter('text', raw, NAMES)).toEqual(filter);
  });
});
