import { spawn } from 'node:child_process';

/** Runs jest with a configuration, further variables of the environment and arguments. Returns its exit code. */
export async function runJest(
  config: string,
  env: NodeJS.ProcessEnv,
  args: readonly string[],
): Promise<number> {
  const jest = spawn(process.execPath, [require.resolve('jest/bin/jest'), '--config', config, ...args], {
    env: { ...process.env, ...env },
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => jest.kill(signal));
  return new Promise((resolve) =>
    jest.once('exit', (code) => {
      resolve(code ?? 1);
    }),
  );
}

/** Ends the process as `main` says, or with 1 and one line if it fails. */
export function exitWith(main: Promise<number>): void {
  main.then(
    (code) => (process.exitCode = code),
    (error: unknown) => {
      process.stderr.write(`${(error as Error).message}\n`);
      process.exitCode = 1;
    },
  );
}
