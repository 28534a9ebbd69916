import { cursorBefore, formatCursor, isBehind, OLDEST, parseCursor } from './event-cursor';

describe('parseCursor', () => {
  it.each(['0.0', '1739438778797.1', '253402300799999.9007199254740991'])('reads back %s', (text) => {
    expect(formatCursor(parseCursor(text)!)).toBe(text);
  });

  it.each([
    '',
    '1',
    '1.',
    '.1',
    '01.1',
    '1.01',
    '1.1.1',
    '-1.1',
    '1e3.1',
    ' 1.1',
    '1.1\n',
    '253402300800000.1',
    '1.9007199254740992',
    '1.99999999999999999',
  ])('refuses %j', (text) => {
    expect(parseCursor(text)).toBeUndefined();
  });
});

describe('isBehind', () => {
  it('compares the stamp, and then the id', () => {
    const places = [
      OLDEST,
      cursorBefore(new Date(5)),
      { at: 5, id: 1 },
      { at: 5, id: 10 },
      { at: 10, id: 2 },
    ];
    for (const [at, one] of places.entries())
      for (const [beside, other] of places.entries()) expect(isBehind(one, other)).toBe(at > beside);
  });
});
