import { retryWhile } from './retry-while';

const isBusy = (error: unknown): boolean => (error as Error).message === 'busy';

/** Fails with each of the messages, and then succeeds. */
function failing(...messages: string[]): jest.Mock<Promise<string>> {
  const work = jest.fn<Promise<string>, []>().mockResolvedValue('done');
  for (const message of messages) work.mockRejectedValueOnce(new Error(message));
  return work;
}

describe('retryWhile', () => {
  it('runs the work again until it succeeds', async () => {
    const work = failing('busy', 'busy');
    expect(await retryWhile(isBusy, work)).toBe('done');
    expect(work).toHaveBeenCalledTimes(3);
  });

  it('fails at once for a reason that will not pass', async () => {
    const work = failing('busy', 'broken');
    await expect(retryWhile(isBusy, work)).rejects.toThrow('broken');
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('gives up after a minute', async () => {
    const clock = jest.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValueOnce(60_001);
    await expect(retryWhile(isBusy, failing('busy'))).rejects.toThrow('busy');
    clock.mockRestore();
  });
});
