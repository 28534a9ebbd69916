import { isConflict } from './database-errors';

/** Work that loses so many races in a row is not done again. */
const MAX_ATTEMPTS = 5;

/** Runs work again if it fails because another request was faster. The last failure is thrown. */
export async function retryOnConflict<Result>(
  work: () => Promise<Result>,
  isRetried: (error: unknown) => boolean = isConflict,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !isRetried(error)) throw error;
    }
  }
}
