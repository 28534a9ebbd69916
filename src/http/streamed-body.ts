import { type Request } from 'express';
import { RequestTimeoutError, UnsupportedMediaTypeError } from './api-error';

/** How long a client may send nothing while it is waited for, in milliseconds. */
const IDLE_TIMEOUT = 30_000;

/** Which of the media types the body has. It must be in UTF-8 and not compressed, as every body. */
export function mediaTypeOf(request: Request, types: readonly string[]): string {
  const { 'content-type': header = '', 'content-encoding': encoding = 'identity' } = request.headers;
  const [, type, rest] = /^([^;\s]+)\s*(.*)$/.exec(header) ?? [];
  const isUtf8 = rest === '' || /^;\s*(charset="?utf-8"?|header=present)\s*$/i.test(rest ?? '');
  const known = types.find((candidate) => candidate === type?.toLowerCase());
  if (known === undefined || !isUtf8 || encoding !== 'identity') throw new UnsupportedMediaTypeError(types);
  return known;
}

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
