import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastFatal, logSize, readLogSince } from './log-file';
import { lastError } from './run';

describe('the reason of a failure', () => {
  it('is the last fatal line of the log, without what is in front of it', () => {
    const log = [
      '2026-01-01 00:00:00.000 UTC [9] FATAL:  an earlier one',
      '2026-01-01 00:00:00.000 UTC [9] FATAL:  could not write: No space left on device',
      '2026-01-01 00:00:00.000 UTC [9] HINT:  Make room.',
      '2026-01-01 00:00:00.000 UTC [9] LOG:  database system is shut down',
      '',
    ].join('\n');
    expect(lastFatal(log)).toBe('FATAL:  could not write: No space left on device');
  });

  it('is the last line where none is fatal', () => {
    expect(lastFatal('postgres: invalid argument\n\n')).toBe('postgres: invalid argument');
    expect(lastFatal('')).toBe('it logged nothing');
    expect(lastError('creating files ... ok\ninitdb: error: no room\nremoving files')).toBe(
      'initdb: error: no room',
    );
    expect(lastError('spawn ENOENT\n')).toBe('spawn ENOENT');
    expect(lastError('')).toBe('no message');
  });

  it('is searched only in what was logged since the start', () => {
    const folder = mkdtempSync(join(tmpdir(), 'projects-api-log-'));
    const file = join(folder, 'log');
    expect([logSize(file), readLogSince(file, 0)]).toEqual([0, '']);
    writeFileSync(file, 'before\nafter ü\n');
    expect([logSize(file), readLogSince(file, 7)]).toEqual([16, 'after ü\n']);
    expect(readLogSince(file, 99)).toBe('');
    rmSync(folder, { recursive: true });
  });
});
