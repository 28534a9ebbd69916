import { BatchSize } from './batch-size';

/** How many lines a batch has after many that took so many milliseconds for each line. */
function settled(millisecondsOfALine: number): number {
  const size = new BatchSize();
  for (let batch = 0; batch < 30; batch++) size.measured(size.lines, size.lines * millisecondsOfALine);
  return size.lines;
}

describe('BatchSize', () => {
  it('takes as many lines as are stored in 60 milliseconds, from 100 to 500', () => {
    expect(settled(0.1)).toBeCloseTo(500);
    expect(settled(0.3)).toBeCloseTo(200);
    expect(settled(0.01)).toBeCloseTo(500);
    expect(settled(0)).toBeCloseTo(500);
    expect(settled(20)).toBeCloseTo(100);
  });

  it('begins with few, goes half of the way at once, and learns nothing from a few lines', () => {
    const size = new BatchSize();
    expect(size.lines).toBe(100);
    size.measured(100, 20);
    expect(size.lines).toBe(200);
    size.measured(3, 60);
    expect(size.lines).toBe(200);
  });
});
