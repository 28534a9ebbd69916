import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastFatal, logSize, readLogSince, rotateLog } from './log-file';
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
    expect(readLogSince(file, 16)).toBe('');
    rmSync(folder, { recursive: true });
  });

  it('is not what PostgreSQL said to a client that came too early', () => {
    const log = [
      'PANIC:  could not write to file "pg_wal/xlogtemp.7": No space left on device',
      'FATAL:  the database system is in recovery mode',
      'FATAL:  terminating connection due to administrator command',
    ].join('\n');
    expect(lastFatal(log)).toBe(
      'PANIC:  could not write to file "pg_wal/xlogtemp.7": No space left on device',
    );
  });
});

describe('rotateLog', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'projects-api-log-'));
    file = join(folder, 'log');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('leaves a log alone that is not larger than the limit', async () => {
    writeFileSync(file, '0123456789');
    await rotateLog(file, 10);
    expect([readdirSync(folder), readFileSync(file, 'utf8')]).toEqual([['log'], '0123456789']);
  });

  it('keeps the end of a larger one beside it, and what is appended next follows in an empty log', async () => {
    const writer = openSync(file, 'a');
    writeSync(writer, 'first second third');
    await rotateLog(file, 10);
    writeSync(writer, 'fourth');
    closeSync(writer);
    expect(readFileSync(file, 'utf8')).toBe('fourth');
    expect(readFileSync(`${file}.1`, 'utf8')).toBe('cond third');
    expect(statSync(`${file}.1`).mode & 0o777).toBe(0o600);
    expect(readLogSince(file, 18)).toBe('fourth');
  });

  it('empties the log when its old lines can not be kept, and says nothing when there is none', async () => {
    mkdirSync(`${file}.1`);
    writeFileSync(file, 'first second third');
    await rotateLog(file, 10);
    expect(readFileSync(file, 'utf8')).toBe('');
    await expect(rotateLog(join(folder, 'nothing'), 0)).resolves.toBeUndefined();
  });
});
