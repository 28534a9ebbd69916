import { Pauses } from './pauses';

describe('Pauses', () => {
  it('are none the first time, and then grow to half a minute', () => {
    const pauses = new Pauses();
    expect(Array.from({ length: 9 }, () => pauses.next(10))).toEqual([
      0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });

  it('begin anew after a process that has lived for a minute', () => {
    const pauses = new Pauses();
    expect([10, 10, 59_999, 60_000, 10].map((lived) => pauses.next(lived))).toEqual([
      0, 1_000, 2_000, 0, 1_000,
    ]);
  });
});
