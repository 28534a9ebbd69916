import { setImmediate } from 'node:timers/promises';
import { ENDS_PER_TURN } from '../database/loop-turns';
import { type Log } from '../logging/log';
import { type AuthenticationRepository } from './authentication.repository';
import { AuthenticationService } from './authentication.service';
import { tokenHash } from './token-secret';

let asked: string[];
let service: AuthenticationService;

/** Tokens that begin with a slug belong to its company. */
function repositoryOf(tokens: ReadonlyMap<string, string>): AuthenticationRepository {
  return {
    findCredentials: (hash: Buffer, slug: string | undefined) => {
      const token = tokens.get(hash.toString('base64'))!;
      asked.push(token);
      if (slug === undefined || !token.startsWith(slug)) return Promise.resolve(undefined);
      const ids = { company_id: slug.length, person_id: 1, token_id: 1 };
      return Promise.resolve({ ...ids, permissions: [], is_use_to_be_noted: false });
    },
  } as unknown as AuthenticationRepository;
}

const many = (count: number, prefix: string): string[] =>
  Array.from({ length: count }, (_, number) => `${prefix}-${number}`);

async function authenticate(tokens: readonly string[], slug: string): Promise<void> {
  for (const token of tokens) await service.authenticate(token, slug, {});
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  asked = [];
  const tokens = [...many(11_000, 'wrong'), ...many(1_001, 'a'), ...many(1_001, 'bb')];
  const byHash = new Map(tokens.map((token) => [tokenHash(token).toString('base64'), token]));
  service = new AuthenticationService(repositoryOf(byHash), {} as Log);
});

afterEach(() => {
  jest.useRealTimers();
});

describe('the memory of tokens', () => {
  it('asks for each of them once a second', async () => {
    await authenticate(['a-0', 'a-0'], 'a');
    expect(asked).toEqual(['a-0']);
    jest.advanceTimersByTime(1_000);
    await authenticate(['a-0'], 'a');
    expect(asked).toEqual(['a-0', 'a-0']);
  });

  it('loses no right token to wrong ones, or to those of another company', async () => {
    await authenticate(['a-0'], 'a');
    await authenticate(many(11_000, 'wrong'), 'a');
    await authenticate(many(1_001, 'bb'), 'bb');
    await authenticate(['a-0'], 'a');
    expect(asked.filter((token) => token === 'a-0')).toHaveLength(1);
  });

  it('has a bound for each company and for wrong tokens', async () => {
    await authenticate(many(1_001, 'a'), 'a');
    await authenticate(many(10_001, 'wrong'), 'a');
    await authenticate(
      ['a-0', 'a-1_000', 'wrong-0'].map((token) => token.replace('_', '')),
      'a',
    );
    expect(asked.slice(11_002)).toEqual(['a-0', 'wrong-0']);
  });

  it('lets requests that wait for the same answer go on a few in each turn of the event loop', async () => {
    const COUNT = 5 * ENDS_PER_TURN;
    let done = 0;
    let most = 0;
    for (let request = 0; request < COUNT; request++)
      void service.authenticate('a-0', 'a', {}).then(() => done++);
    while (done < COUNT) {
      const before = done;
      await setImmediate();
      most = Math.max(most, done - before);
    }
    expect(asked).toEqual(['a-0']);
    // The first of them has not waited for another.
    expect(most).toBeLessThanOrEqual(ENDS_PER_TURN + 1);
  });
});
