import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';

const running = new Set<ChildProcess>();

/** A process of the benchmark. None of the developer's own settings, and no .env file of the checkout. */
export function start(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  const child = spawn(program, args, {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  running.add(child);
  child.on('close', () => running.delete(child));
  return child;
}

/** Runs a program to its end and returns what it printed. */
export async function output(
  program: string,
  args: readonly string[],
  { env, input = '' }: { env?: Readonly<Record<string, string>>; input?: string } = {},
): Promise<string> {
  const child = start(program, args, env);
  let text = '';
  child.stdout!.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stdin!.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`${program} ended with ${code ?? 'a signal'}: ${text}`);
  return text;
}

/** The first line that it prints about itself, or undefined if it is not installed. */
export function versionOf(program: string, flag: string): string | undefined {
  const { error, stdout } = spawnSync(program, [flag], { encoding: 'utf8' });
  return error === undefined ? (stdout.split('\n')[0] ?? '') : undefined;
}

/** What waits for one of them fails then, and the run cleans up behind itself. */
export function endAll(): void {
  for (const child of running) child.kill('SIGKILL');
}
