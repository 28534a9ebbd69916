import { inTimeSlices } from './time-slices';

function busy(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

describe('inTimeSlices', () => {
  it('works on all items in their order', async () => {
    expect(await inTimeSlices([1, 2, 3], (item) => 2 * item)).toEqual([2, 4, 6]);
    expect(await inTimeSlices([], () => 1)).toEqual([]);
  });

  it('lets others go on between items that take long', async () => {
    const order: string[] = [];
    setImmediate(() => order.push('other'));
    await inTimeSlices(['a', 'b'], (item) => {
      busy(6);
      order.push(item);
    });
    expect(order).toEqual(['a', 'other', 'b']);
  });

  it('fails if the work does', async () => {
    await expect(inTimeSlices([1], () => JSON.parse('{') as unknown)).rejects.toThrow(SyntaxError);
  });
});
