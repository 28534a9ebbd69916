import { Patience } from './patience';

const KILLED = 'it was killed by SIGKILL';
const NO_SPACE = 'PANIC:  could not write to file "pg_wal/xlogtemp.7": No space left on device';

/** The pauses before all attempts. */
function pauses(patience: Patience, reason: string): number[] {
  const all: number[] = [];
  for (let pause = patience.afterFailure(reason, 0); pause !== undefined;) {
    all.push(pause);
    pause = patience.afterFailure(reason, 0);
  }
  return all;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

describe('Patience', () => {
  it('tries again at once, then after growing pauses, and gives up after half a minute', () => {
    const all = pauses(new Patience(), KILLED);
    expect(all).toEqual([0, 250, 500, 1_000, 2_000, ...Array<number>(7).fill(4_000)]);
    expect(sum(all)).toBe(31_750);
  });

  it.each([NO_SPACE, 'FATAL:  could not create lock file "postmaster.pid": Disk quota exceeded'])(
    'waits an hour for space: %s',
    (reason) => {
      const all = pauses(new Patience(), reason);
      expect(Math.max(...all)).toBe(4_000);
      expect(Math.round(sum(all) / 60_000)).toBe(60);
    },
  );

  it('counts anew when the server ran for three seconds, and not when it ran for less', () => {
    const patience = new Patience();
    pauses(patience, KILLED);
    expect(patience.afterFailure(KILLED, 2_999)).toBeUndefined();
    expect(patience.afterFailure(KILLED, 3_000)).toBe(0);
    expect(patience.afterFailure(KILLED, 0)).toBe(250);
  });

  it('does not count the attempts without space as others', () => {
    const patience = new Patience();
    for (let attempt = 0; attempt < 100; attempt++) patience.afterFailure(NO_SPACE, 0);
    expect(patience.afterFailure(KILLED, 0)).toBe(0);
  });
});
