import { ConnectionGenerations } from './connection-generations';

describe('ConnectionGenerations', () => {
  it('ends all connections that were in use before, and none that come later', () => {
    const generations = new ConnectionGenerations(() => 0);
    const [first, second, third] = [{}, {}, {}];
    expect([generations.hasEnded(first), generations.hasEnded(second)]).toEqual([false, false]);
    generations.end(first);
    expect([first, second, third].map((one) => generations.hasEnded(one))).toEqual([true, true, false]);
  });

  it('ends a generation once, however many of its connections fail', () => {
    let now = 0;
    const generations = new ConnectionGenerations(() => now);
    const [first, second, third] = [{}, {}, {}];
    generations.hasEnded(second);
    generations.end(first);
    now = 5_000;
    generations.hasEnded(third);
    generations.end(second);
    expect(generations.hasEnded(third)).toBe(false);
  });

  it('ends one generation a second at most', () => {
    let now = 0;
    const generations = new ConnectionGenerations(() => now);
    const [first, second] = [{}, {}];
    generations.end(first);
    now = 999;
    generations.end(second);
    expect(generations.hasEnded(second)).toBe(false);
    now = 1_000;
    generations.end(second);
    expect(generations.hasEnded(second)).toBe(true);
  });
});
