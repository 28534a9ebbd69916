import { retryOnConflict } from './retry-on-conflict';

const failure = (code: string): Error => Object.assign(new Error(code), { code });

/** Fails with each of the codes, and then succeeds. */
function failing(...codes: string[]): jest.Mock<Promise<string>> {
  const work = jest.fn<Promise<string>, []>().mockResolvedValue('done');
  for (const code of codes) work.mockRejectedValueOnce(failure(code));
  return work;
}

describe('retryOnConflict', () => {
  it('runs work again that another transaction was faster than', async () => {
    const work = failing('23505', '23503', '40001', '40P01');
    expect(await retryOnConflict(work)).toBe('done');
    expect(work).toHaveBeenCalledTimes(5);
  });

  it('throws the fifth failure', async () => {
    const work = failing(...Array.from({ length: 10 }, () => '23505'));
    await expect(retryOnConflict(work)).rejects.toThrow('23505');
    expect(work).toHaveBeenCalledTimes(5);
  });

  it.each(['22012', '55P03', '57014', '23502'])('throws another failure at once: %s', async (code) => {
    const work = failing(code);
    await expect(retryOnConflict(work)).rejects.toThrow(code);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('asks the caller which failures to run the work again for', async () => {
    const work = failing('lost', '23505');
    await expect(retryOnConflict(work, (error) => (error as Error).message === 'lost')).rejects.toThrow(
      '23505',
    );
    expect(work).toHaveBeenCalledTimes(2);
  });
});
