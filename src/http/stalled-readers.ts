import { type ServerResponse } from 'node:http';

/** How often is looked, in milliseconds. A reader that stops is found at the second look at the latest. */
const INTERVAL = 10_000;
/** A reader must take so many bytes between two looks, while there is something to read. */
const MIN_BYTES = 16 * 1024;

/**
 * Ends the connection of a client that does not read its response, or hardly: a long response holds what other requests
 * wait for. Time in which there is nothing to read does not count.
 */
export function endStalled(response: ServerResponse, interval = INTERVAL): void {
  const { socket } = response;
  if (socket === null) return;
  let wasWaiting = false;
  let taken = 0;
  const timer = setInterval(() => {
    const waiting = socket.writableLength;
    const now = socket.bytesWritten - waiting;
    if (wasWaiting && waiting > 0 && now - taken < MIN_BYTES) socket.destroy();
    wasWaiting = waiting > 0;
    taken = now;
  }, interval);
  timer.unref();
  response.once('close', () => {
    clearInterval(timer);
  });
}
