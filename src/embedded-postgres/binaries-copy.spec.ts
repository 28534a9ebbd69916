import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartupError } from './startup-error';
import { completeInstallation, findPackage, platformPackage } from './binaries';
import { copyBinaries } from './binaries-copy';

let dataFolder: string;

beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'projects-api-test-'));
});

afterEach(() => {
  rmSync(dataFolder, { recursive: true, force: true });
});

const packageFolder = findPackage(platformPackage(process.platform, process.arch));
const copy = (complete: (folder: string) => boolean = completeInstallation): string =>
  copyBinaries({ packageFolder, dataFolder, user: undefined, complete });
const versionOf = (folder: string): string =>
  execFileSync(join(folder, 'native/bin/postgres'), ['--version']).toString();

describe('copyBinaries', () => {
  it('makes a copy that runs, and uses it again', () => {
    const folder = copy();
    expect(folder.startsWith(join(dataFolder, 'projects-api-postgres-'))).toBe(true);
    expect(versionOf(folder)).toMatch(/^postgres \(PostgreSQL\) 18\./);
    const { ino } = statSync(folder);
    expect(copy()).toBe(folder);
    expect(statSync(folder).ino).toBe(ino);
  });

  it('makes a damaged copy anew', () => {
    const folder = copy();
    truncateSync(join(folder, 'native/bin/postgres'));
    expect(copy()).toBe(folder);
    expect(versionOf(folder)).toMatch(/^postgres \(PostgreSQL\) 18\./);
  });

  it('says what to do when it can not, and leaves nothing half-made', () => {
    const failing = (): string => copy(() => false);
    expect(failing).toThrow(StartupError);
    expect(failing).toThrow(
      `The PostgreSQL programs could not be copied to ${dataFolder} (its links could not be made). ` +
        'Make room or permit writing there, or set DATABASE_URL to a PostgreSQL server.',
    );
    expect(readdirSync(dataFolder)).toEqual([]);
  });
});
