import { sizeOf } from './project-parameters';

const sizeWith = (metadata: readonly (readonly [number, string | null])[]): number =>
  sizeOf({ project: { metadata: new Map(metadata) } });

describe('the size of a create, of which a statement takes a megabyte', () => {
  it('is that of its metadata values, and a kilobyte', () => {
    expect(sizeWith([])).toBe(1_000);
    expect(
      sizeWith([
        [1, 'x'.repeat(5_000)],
        [2, null],
      ]),
    ).toBe(1_000 + 2 * 20 + 5_000);
  });
});
