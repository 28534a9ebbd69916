import { join } from 'node:path';
import { ordinaryBinaries } from '../ordinary-postgres/binaries';
import { startOrdinaryPostgres } from '../ordinary-postgres/cluster';
import { exitWith, runJest } from '../ordinary-postgres/run-jest';
import { roleSettingsOf } from '../support/role-settings';
import { ensurePgBouncer, startPgBouncer } from './pgbouncer';

/** Runs the specs of the service through PgBouncer in transaction mode. Arguments are those of jest. */
async function main(args: readonly string[]): Promise<number> {
  ensurePgBouncer();
  const postgres = await startOrdinaryPostgres(ordinaryBinaries());
  const { serviceUrl, ownerUrl } = postgres;
  const pooler = await startPgBouncer([serviceUrl, ownerUrl]);
  try {
    for (const [name, value] of roleSettingsOf('Poolers'))
      await postgres.administer(`alter role service set ${name} = '${value}'`);
    process.stderr.write(`Tests on ${postgres.description}, through PgBouncer in transaction mode\n`);
    const env = {
      DATABASE_URL: serviceUrl,
      MIGRATION_DATABASE_URL: ownerUrl,
      TEST_POOLER_PORT: String(pooler.port),
    };
    return await runJest(join(__dirname, 'jest.config.ts'), env, args);
  } finally {
    await pooler.stop();
    await postgres.stop();
  }
}

exitWith(main(process.argv.slice(2)));
