import { type Server, type ServerResponse } from 'node:http';

export interface SlowReaderLimits {
  /** How long a client has at least to read a response, in milliseconds. */
  readonly time: number;
  /** A client that reads this many bytes in a millisecond is slow, but not too slow. */
  readonly bytesPerMillisecond: number;
}

const LIMITS: SlowReaderLimits = { time: 30_000, bytesPerMillisecond: 16 };

/**
 * Ends the connections of clients that do not read: a response that is complete here has 30 seconds, or more if it is so
 * large that reading it takes longer. Responses that are still being written are left to those who write them.
 * @param inFlight the responses that are not sent yet, as they are at any time.
 */
export function endSlowReaders(
  server: Server,
  inFlight: ReadonlySet<ServerResponse>,
  { time, bytesPerMillisecond } = LIMITS,
): void {
  const deadlines = new WeakMap<ServerResponse, number>();
  const timer = setInterval(() => {
    const now = performance.now();
    for (const response of inFlight) {
      const { socket } = response;
      // Without a socket it waits for another response on the same connection.
      if (!response.writableEnded || socket === null) continue;
      const deadline = deadlines.get(response);
      if (deadline === undefined) {
        deadlines.set(response, now + Math.max(time, socket.writableLength / bytesPerMillisecond));
      } else if (now > deadline) socket.destroy();
    }
  }, time / 30);
  timer.unref();
  server.once('close', () => {
    clearInterval(timer);
  });
}
