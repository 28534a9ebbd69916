import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type CodeBlock, ROOT } from './code-blocks';

export interface BlockResult {
  readonly output: string;
  /** What `curl` got, in turn. */
  readonly statuses: readonly string[];
  /** The commands that failed, with what they wrote to standard error. */
  readonly failed: readonly string[];
}

/** What of the repository the blocks read. */
const LINKED = ['clients', 'dist', 'examples', 'node_modules', 'package.json', 'tsconfig.json'];

/** Programs in the place of others of that name, so that blocks run as they are printed. */
const programs = (url: string, curl: string): Readonly<Record<string, string>> => ({
  // The printed address leads to the service of the test.
  curl:
    curl === ''
      ? `exec '${process.execPath}' '${join(__dirname, 'curl.cjs')}' ${new URL(url).host} "$@"`
      : `exec '${curl}' -sS --connect-to 127.0.0.1:3000:${new URL(url).host} -w '%{stderr}status %{http_code}\\n' "$@"`,
  // Without the build before it.
  npm: `case "$*" in
    'run --silent cli -- '*) shift 4; exec '${process.execPath}' dist/cli/main.js "$@" ;;
    *) echo "no test runs npm $*" >&2; exit 1 ;;
  esac`,
  // Without a check of the types, which npm run types does.
  npx: `case "$1" in
    ts-node) shift; exec '${process.execPath}' --require ts-node/register/transpile-only "$@" ;;
    *) echo "no test runs npx $*" >&2; exit 1 ;;
  esac`,
});

/** A folder like a checkout whose service runs at `url`, in which a reader follows documents in a shell. */
export class Reader {
  private constructor(
    readonly folder: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  static async at(url: string, databaseUrl: string, demoToken: string): Promise<Reader> {
    const folder = await mkdtemp(join(tmpdir(), 'projects-api-docs-'));
    await mkdir(join(folder, 'bin'));
    await mkdir(join(folder, 'data'));
    await writeFile(join(folder, 'data/demo-token'), `${demoToken}\n`);
    for (const name of LINKED) await symlink(join(ROOT, name), join(folder, name));
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', 'command -v curl || true']);
    for (const [name, text] of Object.entries(programs(url, stdout.trim()))) {
      await writeFile(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`);
      await chmod(join(folder, 'bin', name), 0o755);
    }
    const PATH = `${join(folder, 'bin')}:${process.env.PATH}`;
    return new Reader(folder, { PATH, DATABASE_URL: databaseUrl, BASE_URL: url });
  }

  /** Runs blocks in one shell, one after the other, also if one fails. */
  async run(blocks: readonly CodeBlock[]): Promise<BlockResult[]> {
    const script = blocks.map(
      ({ text }, index) => `: > ${index}.failed
trap 'echo "$BASH_COMMAND" >> ${index}.failed' ERR
{
${text}} > ${index}.out 2> ${index}.err < /dev/null`,
    );
    await promisify(execFile)('/usr/bin/env', ['bash', '-c', `set -o pipefail\n${script.join('\n')}\n:`], {
      cwd: this.folder,
      env: this.env,
    });
    return Promise.all(blocks.map(async (_, index) => this.result(index)));
  }

  private async result(index: number): Promise<BlockResult> {
    const [output, errors, failed] = await Promise.all(
      ['out', 'err', 'failed'].map(async (kind) => readFile(join(this.folder, `${index}.${kind}`), 'utf8')),
    );
    const statuses = [...errors!.matchAll(/^status (\d+)$/gm)].map(([, status]) => status!);
    return { output: output!, statuses, failed: failed === '' ? [] : [failed!, errors!] };
  }

  async leave(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}
