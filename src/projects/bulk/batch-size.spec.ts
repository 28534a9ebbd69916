import { BatchSize } from './batch-size';

/** How many lines a batch has after many that took so many milliseconds for each line. */
function settled(millisecondsOfALine: number): number {
  const size = new BatchSize();
  for (let batch = 0; batch < 30; batch++) size.measured(size.lines, size.lines * millisecondsOfALine);
  return size.lines;
}

describe('BatchSize', () => {
  it('takes as many lines as are stored in a quarter of a second, from 200 to 500', () => {
    expect(settled(0.5)).toBeCloseTo(500);
    expect(settled(1)).toBeCloseTo(250);
    expect(settled(0.01)).toBeCloseTo(500);
    expect(settled(0)).toBeCloseTo(500);
    expect(settled(20)).toBeCloseTo(200);
  });

  it('goes half of the way at once, and learns nothing from a few lines', () => {
    const size = new BatchSize();
    expect(size.lines).toBe(500);
    size.measured(500, 500);
    expect(size.lines).toBe(375);
    size.measured(3, 60);
    expect(size.lines).toBe(375);
  });
});
