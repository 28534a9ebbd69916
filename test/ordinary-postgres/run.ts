import { join } from 'node:path';
import { ordinaryBinaries } from './binaries';
import { startOrdinaryPostgres } from './cluster';
import { exitWith, runJest } from './run-jest';

/** Runs the specs of the service on a PostgreSQL as operators have it. Arguments are those of jest. */
async function main(args: readonly string[]): Promise<number> {
  const postgres = await startOrdinaryPostgres(ordinaryBinaries());
  try {
    process.stderr.write(`Tests on ${postgres.description}, with a role that owns nothing\n`);
    const env = { DATABASE_URL: postgres.serviceUrl, MIGRATION_DATABASE_URL: postgres.ownerUrl };
    return await runJest(join(__dirname, 'jest.config.ts'), env, args);
  } finally {
    await postgres.stop();
  }
}

exitWith(main(process.argv.slice(2)));
