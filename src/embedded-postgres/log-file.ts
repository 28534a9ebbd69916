import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

/** Enough for every message of one start. */
const TAIL = 64 * 1024;

export function logSize(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** What was logged since the log had the given size. */
export function readLogSince(file: string, offset: number): string {
  // The log matters less than that its absence breaks nothing: somebody may tidy up.
  if (!existsSync(file)) return '';
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const start = Math.max(offset, size - TAIL);
    const buffer = Buffer.alloc(Math.max(0, size - start));
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, start));
  } finally {
    closeSync(descriptor);
  }
}

/** Why a start failed. The lines after the FATAL one are only hints and the farewell. */
export function lastFatal(log: string): string {
  const lines = log.split('\n').filter((line) => line.trim() !== '');
  const line = lines.filter((candidate) => /\b(FATAL|PANIC):/.test(candidate)).at(-1) ?? lines.at(-1);
  return line?.replace(/^.*?\b(?=(FATAL|PANIC):)/, '').trim() ?? 'it logged nothing';
}
