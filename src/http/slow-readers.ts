import { type Server, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';
import { endInTurn } from '../database/loop-turns';

export interface SlowReaderLimits {
  /** How long a client has at least to read what waits for it, in milliseconds. */
  readonly time: number;
  /** A client that reads this many bytes in a millisecond is slow, but not too slow. */
  readonly bytesPerMillisecond: number;
}

/** The time begins anew with each response that still fits the buffers of the kernel: in all it is less than 30 seconds. */
const LIMITS: SlowReaderLimits = { time: 20_000, bytesPerMillisecond: 16 };

/** What waited for a client when it was looked at. */
interface Waiting {
  /** The client must read up to this byte of its connection … */
  readonly end: number;
  /** … until this time. */
  readonly deadline: number;
}

/**
 * Ends the connections of clients that do not read their responses, or hardly: a response that is not read holds memory,
 * and a long one what other requests wait for. What waits to be read must be read within the limits. Time in which
 * nothing waits does not count.
 * @param inFlight the responses that are not sent yet, as they are at any time.
 */
export function endSlowReaders(
  server: Server,
  inFlight: ReadonlySet<ServerResponse>,
  { time, bytesPerMillisecond } = LIMITS,
): void {
  const waitingOf = new WeakMap<Socket, Waiting>();
  const timer = setInterval(() => {
    const now = performance.now();
    for (const { socket } of inFlight) {
      // Without a socket a response waits for another one on the same connection.
      if (socket === null) continue;
      const { bytesWritten, writableLength } = socket;
      const waiting = waitingOf.get(socket);
      // A chunk counts as read when all of it is: how much of it is left is not known.
      if (waiting !== undefined && bytesWritten - writableLength < waiting.end) {
        // Hundreds may be late at once, and with a connection node gives up each request that waits on it.
        if (now > waiting.deadline) endInTurn(() => socket.destroy());
      } else if (writableLength > 0) {
        const deadline = now + Math.max(time, writableLength / bytesPerMillisecond);
        waitingOf.set(socket, { end: bytesWritten, deadline });
      }
    }
  }, time / 30);
  timer.unref();
  server.once('close', () => {
    clearInterval(timer);
  });
}
