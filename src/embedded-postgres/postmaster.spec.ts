import { parsePostmasterFile } from './postmaster';

describe('the lock file of the server', () => {
  it('names its process, its port and when it is ready', () => {
    const content = '123\n/proc/self/cwd\n1700000000\n40001\n\n127.0.0.1\n  5432001  7\nready   \n';
    expect(parsePostmasterFile(content)).toEqual({
      content,
      pid: 123,
      startedAt: new Date('2023-11-14T22:13:20Z'),
      port: 40_001,
      isReady: true,
    });
    expect(parsePostmasterFile(content.replace('ready   ', 'starting')).isReady).toBe(false);
    expect(parsePostmasterFile('123\n/data\n1700000000\n').isReady).toBe(false);
  });

  it.each([
    ['empty', ''],
    ['full of zeros, as after a power cut', '\0\0\0\0'],
    // PostgreSQL run for a single user writes its process id like this; no server is reached by it.
    ['that of a process of another kind', '-123\n/data\n'],
  ])('names no process when it is %s', (_what, content) => {
    expect(parsePostmasterFile(content).pid).toBeUndefined();
  });
});
