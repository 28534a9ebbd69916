import { type Request } from 'express';
import { RequestTimeoutError } from './api-error';

/** How much a client has to send while it is waited for. */
export interface Pace {
  readonly bytes: number;
  readonly milliseconds: number;
}

const MIN_PACE: Pace = { bytes: 16 * 1024, milliseconds: 25_000 };

/**
 * The body as it comes. The time counts only while the client is waited for, and not while it waits for us. A client that
 * sends less in it than it has to, and not the end, is given up. What is not read is thrown away, so that the client gets
 * its response whether it reads while it sends or not.
 */
export async function* chunksOf(request: Request, pace = MIN_PACE): AsyncGenerator<Buffer> {
  const chunks = request.iterator({ destroyOnReturn: false }) as AsyncGenerator<Buffer, undefined>;
  let isWaiting = true;
  let left = pace;
  try {
    for (;;) {
      isWaiting = true;
      const start = performance.now();
      const { done, value } = await inTime(chunks.next(), left.milliseconds);
      isWaiting = false;
      if (done) return;
      left = {
        bytes: left.bytes - value.length,
        milliseconds: left.milliseconds - (performance.now() - start),
      };
      if (left.bytes <= 0) left = pace;
      yield value;
    }
  } catch (error) {
    // The connection is gone: there is no client to respond to.
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
