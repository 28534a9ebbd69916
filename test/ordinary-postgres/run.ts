import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ordinaryBinaries } from './binaries';
import { startOrdinaryPostgres } from './cluster';

/** Runs the specs of the service on a PostgreSQL as operators have it. Arguments are those of jest. */
async function main(args: readonly string[]): Promise<number> {
  const postgres = await startOrdinaryPostgres(ordinaryBinaries());
  try {
    process.stderr.write(`Tests on ${postgres.description}, with a role that owns nothing\n`);
    const jest = spawn(
      process.execPath,
      [require.resolve('jest/bin/jest'), '--config', join(__dirname, 'jest.config.ts'), ...args],
      {
        env: {
          ...process.env,
          DATABASE_URL: postgres.serviceUrl,
          MIGRATION_DATABASE_URL: postgres.ownerUrl,
        },
        stdio: 'inherit',
      },
    );
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => jest.kill(signal));
    return await new Promise((resolve) =>
      jest.once('exit', (code) => {
        resolve(code ?? 1);
      }),
    );
  } finally {
    await postgres.stop();
  }
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  },
);
