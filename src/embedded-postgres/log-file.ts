import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  statSync,
} from 'node:fs';
import { rm, truncate } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** Enough for every message of one start, with those to clients that try to connect meanwhile. */
const TAIL = 1024 * 1024;
/** The log and the older one before it may each be this large, in bytes. */
const LIMIT = 10 * 1024 * 1024;
/** How often the size is checked, in milliseconds. */
const CHECK_INTERVAL = 1_000;

export function logSize(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** What was logged since the log had the given size. */
export function readLogSince(file: string, offset: number): string {
  // A deleted log must not break the service.
  if (!existsSync(file)) return '';
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    // A log that is shorter than it was has been rotated.
    const start = Math.max(offset <= size ? offset : 0, size - TAIL);
    const buffer = Buffer.alloc(Math.max(0, size - start));
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, start));
  } finally {
    closeSync(descriptor);
  }
}

/** What PostgreSQL says to single clients with FATAL is not why it ended. */
const TO_CLIENTS = /FATAL: {2}(the database system is|terminating|password authentication|sorry)/;

/** Why a server failed. The lines after the FATAL one are only hints and the farewell. */
export function lastFatal(log: string): string {
  const lines = log.split('\n').filter((line) => line.trim() !== '' && !TO_CLIENTS.test(line));
  const line = lines.filter((candidate) => /\b(FATAL|PANIC):/.test(candidate)).at(-1) ?? lines.at(-1);
  return line?.replace(/^.*?\b(?=(FATAL|PANIC):)/, '').trim() ?? 'it logged nothing';
}

/**
 * Keeps a log below its limit until the result is called. PostgreSQL holds the file open, so it can't be moved: its
 * content is copied to `<file>.1` and cut off. Lines that are written in between are lost.
 */
export function limitLog(file: string): () => void {
  let rotation: Promise<void> | undefined;
  const timer = setInterval(() => {
    rotation ??= rotateLog(file).finally(() => {
      rotation = undefined;
    });
  }, CHECK_INTERVAL);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

/** Never rejects: the log matters less than the service. */
export async function rotateLog(file: string, limit = LIMIT): Promise<void> {
  const size = logSize(file);
  if (size <= limit) return;
  const older = `${file}.1`;
  try {
    await pipeline(
      createReadStream(file, { start: size - limit }),
      createWriteStream(older, { mode: 0o600 }),
    );
  } catch {
    // Without space for the older lines they are given up.
    await rm(older, { force: true }).catch(() => undefined);
  }
  await truncate(file).catch(() => undefined);
}
