import { execFileSync } from 'node:child_process';

/** Installs a package of Debian. Its output goes to standard error: standard output is for the results. */
export function install(name: string): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', name]])
    execFileSync('apt-get', ['-q', ...args], { env, stdio: ['ignore', 2, 2] });
}
