import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from './make-folder';

describe('makeFolder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'projects-api-folder-'));

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('creates a folder and its missing parents, and keeps one that exists', () => {
    const deep = join(folder, 'a', 'b', 'c');
    for (const path of [deep, deep, '/', folder]) {
      makeFolder(path);
      expect(statSync(path).isDirectory()).toBe(true);
    }
  });

  it.each(['file', 'file/below', 'file/far/below', 'link', 'link/below'])('makes none at %s', (path) => {
    writeFileSync(join(folder, 'file'), '');
    rmSync(join(folder, 'link'), { force: true });
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
    expect(() => {
      makeFolder(join(folder, path));
    }).toThrow(/EEXIST|ENOTDIR/);
  });
});
