import { type Request } from 'express';
import { RequestTimeoutError } from './api-error';

/** How long a client may send nothing while it is waited for, in milliseconds. */
const IDLE_TIMEOUT = 30_000;

/**
 * The body as it comes. The time counts only while the client is waited for, and not while it waits for us. What is not
 * read is thrown away, so that the client gets its answer whether it reads while it sends or not.
 */
export async function* chunksOf(request: Request, milliseconds = IDLE_TIMEOUT): AsyncGenerator<Buffer> {
  const chunks = request.iterator({ destroyOnReturn: false }) as AsyncGenerator<Buffer, undefined>;
  let isWaiting = true;
  try {
    for (;;) {
      isWaiting = true;
      const { done, value } = await inTime(chunks.next(), milliseconds);
      isWaiting = false;
      if (done) return;
      yield value;
    }
  } catch (error) {
    // The connection is gone: nobody is left to tell.
    throw request.destroyed ? new RequestTimeoutError() : error;
  } finally {
    // Of a client that sends nothing there is nothing to throw away.
    if (!isWaiting) {
      await chunks.return(undefined);
      request.resume();
    }
  }
}

async function inTime<Result>(work: Promise<Result>, milliseconds: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new RequestTimeoutError());
    }, milliseconds);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
