import { pauseAfter } from './retry-schedule';

describe('pauseAfter', () => {
  it('grows to half a day, with a tenth more or less', () => {
    const pauses = Array.from({ length: 12 }, (_, index) => pauseAfter(index + 1, 0.5));
    expect(pauses).toEqual([5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 43_200, 43_200, 43_200]);
    expect([pauseAfter(1, 0), pauseAfter(1, 1)]).toEqual([4.5, 5.5]);
  });
});
