import { type DataSource } from 'typeorm';
import { STATEMENT_TIMEOUT, timeLimits } from './data-source-options';

/** Settings without which the service becomes slow or waits for ever, and no earlier error says so. */
const CHECKED = { jit: 'off', ...timeLimits(STATEMENT_TIMEOUT) };

/** `jit` of a server that can't compile is of no account. */
const MISSING = `
  select name, setting, expected from pg_settings join unnest($1::text[], $2::text[]) as wanted (name, expected) using (name)
   where setting <> expected and (name <> 'jit' or pg_jit_available()) order by name`;

/**
 * Says in one line which settings of a session the database does not take, if there are any.
 *
 * A pooler may set up a connection to PostgreSQL and then use another one. So two connections are set up, and the second
 * is looked at while the first is in a transaction, and keeps what it has set up.
 */
export async function sessionProblem(dataSource: DataSource): Promise<string | undefined> {
  const runners = Array.from({ length: Math.min(2, dataSource.options.poolSize!) }, () =>
    dataSource.createQueryRunner(),
  );
  try {
    for (const runner of runners) await runner.connect();
    await runners[0]!.startTransaction();
    const values = [Object.keys(CHECKED), Object.values(CHECKED)];
    const missing = (await runners.at(-1)!.query(MISSING, values)) as Row[];
    await runners[0]!.rollbackTransaction();
    return missing.length === 0 ? undefined : describe(missing);
  } finally {
    for (const runner of runners) await runner.release();
  }
}

interface Row {
  readonly name: string;
  readonly setting: string;
  readonly expected: string;
}

function describe(missing: readonly Row[]): string {
  const differences = missing.map(({ name, setting, expected }) => `${name} is ${setting}, not ${expected}`);
  const remedies = missing.map(({ name, expected }) => `alter role … set ${name} = ${expected}`);
  return (
    `The database, or a pooler in front of it, does not keep the settings of a session: ${differences.join(', ')}. ` +
    `Set them for the role in DATABASE_URL: ${remedies.join('; ')}.`
  );
}
