import { setImmediate } from 'node:timers/promises';
import { Batcher } from './batcher';
import { CompanyShares } from './company-shares';
import { WAIT_TIMEOUT } from './data-source-options';
import { Deadline } from './deadline';
import { endInTurn, ENDS_PER_TURN, inTurn } from './loop-turns';

const names = Array.from({ length: 5 * ENDS_PER_TURN }, (_, number) => `${number}`);
let ended: string[];

beforeEach(async () => {
  ended = [];
  await setImmediate();
});

/** How many have ended in each turn of the event loop, until all have. */
async function endsOfTurns(count: number): Promise<number[]> {
  const ends = [ended.length];
  while (ended.length < count) {
    const before = ended.length;
    await setImmediate();
    ends.push(ended.length - before);
  }
  return ends;
}

describe('waits that end at once', () => {
  it('end in their order, a few in each turn of the event loop, and the first of them at once', async () => {
    for (const name of names) endInTurn(() => ended.push(name));
    expect(ended).toEqual(names.slice(0, ENDS_PER_TURN));
    await setImmediate();
    endInTurn(() => ended.push('late'));
    const ends = await endsOfTurns(names.length + 1);
    expect(ended).toEqual([...names, 'late']);
    expect(Math.max(...ends.slice(1))).toBe(ENDS_PER_TURN);
  });

  it('begin anew in a later turn', async () => {
    for (const name of names) endInTurn(() => ended.push(name));
    await endsOfTurns(names.length);
    for (let turn = 0; turn < 3; turn++) await setImmediate();
    endInTurn(() => ended.push('lone'));
    expect(ended.at(-1)).toBe('lone');
  });
});

/** Notes the end of a call, and what it fails with. */
const noted = async (name: string, call: Promise<unknown>): Promise<string> =>
  call.then(String, String).finally(() => ended.push(name));

describe('an outcome that many wait for', () => {
  it.each([
    ['a result', Promise.resolve('result'), 'result'],
    ['a failure', Promise.reject(new Error('broken')), 'Error: broken'],
  ])('comes to a few of them in each turn: %s', async (_, outcome, expected) => {
    const all = Promise.all(names.map(async (name) => noted(name, inTurn(outcome))));
    const ends = await endsOfTurns(names.length);
    expect(new Set(await all)).toEqual(new Set([expected]));
    expect(ended).toEqual(names);
    expect(Math.max(...ends)).toBe(ENDS_PER_TURN);
  });
});

const pending = new Promise<never>(() => undefined);
const refusal = (): Error => new Error('refused');
/** All but the first wait for it. */
const MANY: readonly (readonly [
  what: string,
  expected: string,
  add: () => (name: string) => Promise<unknown>,
])[] = [
  [
    'that wait longer for their share than they may',
    'Error: refused',
    () => {
      const shares = new CompanyShares({ total: 1, perCompany: 1, maxWaiting: 1_000, waitMs: 10 });
      void shares.run(1, async () => pending, refusal);
      return async () => shares.run(1, async () => pending, refusal);
    },
  ],
  [
    'that wait longer for a run than they may',
    'Error: no turn',
    () => {
      const batcher = new Batcher<string, string>({ run: async () => pending, parallel: 1 });
      void batcher.add(1, 'first');
      const deadline = new Deadline(performance.now() - WAIT_TIMEOUT);
      return async (name) => batcher.add(1, name, { deadline });
    },
  ],
  [
    'whose run fails',
    'Error: broken',
    () => {
      const batcher = new Batcher<string, string>({
        run: async (_, items) => (items[0] === 'first' ? [] : Promise.reject(new Error('broken'))),
        parallel: 1,
      });
      void batcher.add(1, 'first');
      return async (name) => batcher.add(1, name);
    },
  ],
];

describe('requests', () => {
  it.each(MANY)('%s are refused a few in each turn, in their order', async (_, expected, prepare) => {
    const add = prepare();
    const all = Promise.all(names.map(async (name) => noted(name, add(name))));
    const ends = await endsOfTurns(names.length);
    expect(new Set(await all)).toEqual(new Set([expected]));
    expect(ended).toEqual(names);
    expect(Math.max(...ends)).toBeLessThanOrEqual(ENDS_PER_TURN);
  });
});
