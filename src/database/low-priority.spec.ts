import { LowPriority } from './low-priority';

const [A, B] = [1, 2];

/** Three pieces of work of A, and how many of them run after so many turns of the event loop. */
async function running(lowPriority: LowPriority): Promise<number> {
  let count = 0;
  for (let piece = 0; piece < 3; piece++) {
    const work = async (): Promise<never> => {
      count++;
      return new Promise(() => undefined);
    };
    void lowPriority.run(A, work, () => new Error('refused'));
  }
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  return count;
}

let lowPriority: LowPriority;

beforeEach(() => {
  jest.useFakeTimers();
  lowPriority = new LowPriority();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('work that takes long', () => {
  it('runs side by side while no request comes', async () => {
    expect(await running(lowPriority)).toBe(3);
  });

  it('runs side by side while only its own company sends requests', async () => {
    lowPriority.requested(A);
    lowPriority.requested(A);
    expect(await running(lowPriority)).toBe(3);
  });

  it('runs one at a time while another company sends requests, also if the last one was its own', async () => {
    lowPriority.requested(B);
    lowPriority.requested(A);
    lowPriority.requested(A);
    expect(await running(lowPriority)).toBe(1);
  });

  it('runs side by side again a second after the last of them', async () => {
    lowPriority.requested(B);
    jest.advanceTimersByTime(1_000);
    lowPriority.requested(A);
    expect(await running(lowPriority)).toBe(3);
  });

  it('goes on with the next when one ends, and refuses what waits too long', async () => {
    lowPriority.requested(B);
    const order: string[] = [];
    let end = (): void => undefined;
    const first = lowPriority.run(
      A,
      () => new Promise<void>((resolve) => (end = resolve)),
      () => new Error('refused'),
    );
    const late = lowPriority.run(
      A,
      () => Promise.resolve(),
      () => new Error('too late'),
      50,
    );
    const second = lowPriority.run(
      A,
      () => Promise.resolve(order.push('second')),
      () => new Error('refused'),
    );
    const refused = expect(late).rejects.toThrow('too late');
    await jest.advanceTimersByTimeAsync(50);
    await refused;
    expect(order).toEqual([]);
    end();
    await Promise.all([first, second]);
    expect(order).toEqual(['second']);
  });
});
