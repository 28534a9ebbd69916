import { spawn } from 'node:child_process';
import { type ServerUser } from './server-user';

/**
 * All that the programs of PostgreSQL get to see of the environment: messages in English, which is what the log
 * is searched for, and no TZ or PG* variable of the operator that would change what the server does.
 */
export const SERVER_ENVIRONMENT: NodeJS.ProcessEnv = { LC_ALL: 'C' };

export interface RunOptions {
  readonly user?: ServerUser | undefined;
  readonly cwd?: string | undefined;
  /** A file descriptor to read from. */
  readonly stdin?: number | undefined;
}

export interface RunResult {
  /** Absent: the program could not even be executed, or was killed. `errorOutput` says why. */
  readonly code: number | undefined;
  readonly output: string;
  readonly errorOutput: string;
}

/** Runs a program to its end. Never rejects: why it could not be executed is a result like any other. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise<RunResult>((resolve) => {
    // An own process group: Ctrl-C in the terminal must not reach it, it decides nothing about our shutdown.
    const child = spawn(program, args, {
      ...options.user,
      cwd: options.cwd,
      env: SERVER_ENVIRONMENT,
      stdio: [options.stdin ?? 'ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    let output = '';
    let errorOutput = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (errorOutput += chunk));
    child.once('error', (error) => {
      resolve({ code: undefined, output, errorOutput: error.message });
    });
    child.once('close', (code, signal) => {
      const killed = signal === null ? errorOutput : `${errorOutput}\nkilled by ${signal}`;
      resolve({ code: code ?? undefined, output, errorOutput: killed });
    });
    // Some reasons, as not being allowed to change the user, are thrown at once.
  }).catch((error: unknown) => ({ code: undefined, output: '', errorOutput: (error as Error).message }));
}

/** The line of an output that says most: the last one that is an error, or else the last one. */
export function lastError(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const error = lines.filter((line) => /\b(error|fatal|panic)\b/i.test(line)).at(-1);
  return (error ?? lines.at(-1) ?? 'no message').trim();
}
