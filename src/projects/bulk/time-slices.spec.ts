import { inTimeSlices } from './time-slices';

/** The time that the work takes, in milliseconds: not that of the machine. */
let now = 0;

beforeEach(() => {
  jest.spyOn(performance, 'now').mockImplementation(() => now);
});

afterEach(() => {
  jest.restoreAllMocks();
});

describe('inTimeSlices', () => {
  it('works on all items in their order', async () => {
    expect(await inTimeSlices([1, 2, 3], (item) => 2 * item)).toEqual([2, 4, 6]);
    expect(await inTimeSlices([], () => 1)).toEqual([]);
  });

  it('lets others go on after each millisecond', async () => {
    const order: string[] = [];
    const other = (): void => {
      if (order.push('other') < 6) setImmediate(other);
    };
    setImmediate(other);
    await inTimeSlices(['a', 'b', 'c', 'd'], (item) => {
      now += 0.5;
      order.push(item);
    });
    expect(order).toEqual(['a', 'b', 'other', 'c', 'd', 'other']);
  });

  it('fails if the work does', async () => {
    await expect(inTimeSlices([1], () => JSON.parse('{') as unknown)).rejects.toThrow(SyntaxError);
  });
});
