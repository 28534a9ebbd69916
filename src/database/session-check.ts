import { type PoolClient } from 'pg';
import { type DataSource } from 'typeorm';
import { StartupError } from '../embedded-postgres/startup-error';
import { STATEMENT_TIMEOUT, timeLimits } from './data-source-options';
import { EXPECTED, isPooled } from './session';

/** Settings without which the service becomes slow or waits for ever. Without the others its responses are wrong. */
const LIMITS = { jit: EXPECTED.jit!, ...timeLimits(STATEMENT_TIMEOUT) };
/** What the role needs behind a pooler. */
export const REQUIRED_SETTINGS = { ...EXPECTED, ...LIMITS };

/**
 * `jit` of a server that can't compile is of no account, nor is how DateStyle orders what it reads. `Etc/UTC` is another
 * name of UTC.
 */
const MISSING = `
  select name, setting, expected, quote_ident(current_user) as role
    from pg_settings join unnest($1::text[], $2::text[]) as wanted (name, expected) using (name)
   where regexp_replace(setting, '^Etc/|,.*', '', 'g') <> expected and (name <> 'jit' or pg_jit_available())
   order by name`;

/**
 * Says in one line which settings of a session the database does not take, if there are any. Fails with a StartupError if
 * responses would be wrong.
 *
 * A pooler that does not look like one may set up a connection to PostgreSQL and then use another one. So two connections
 * are set up, and the second is looked at while the first is in a transaction, and keeps what it has set up. Behind one that
 * does nothing was set up, and services that start at once would have all of its sessions while each waits for a second one.
 */
export async function sessionProblem(dataSource: DataSource): Promise<string | undefined> {
  const runners = Array.from({ length: Math.min(2, dataSource.options.poolSize!) }, () =>
    dataSource.createQueryRunner(),
  );
  try {
    const [first] = (await Promise.all(runners.map((runner) => runner.connect()))) as PoolClient[];
    const begins = !(await isPooled(first!));
    if (begins) await runners[0]!.startTransaction();
    const values = [Object.keys(REQUIRED_SETTINGS), Object.values(REQUIRED_SETTINGS)];
    const missing = (await runners.at(-1)!.query(MISSING, values)) as Row[];
    if (begins) await runners[0]!.rollbackTransaction();
    if (missing.some(({ name }) => !(name in LIMITS))) throw new StartupError(describe(missing));
    return missing.length === 0 ? undefined : describe(missing);
  } finally {
    for (const runner of runners) await runner.release();
  }
}

interface Row {
  readonly name: string;
  readonly setting: string;
  readonly expected: string;
  /** As SQL names it. */
  readonly role: string;
}

function describe(missing: readonly Row[]): string {
  const differences = missing.map(({ name, setting, expected }) => `${name} is ${setting}, not ${expected}`);
  const remedies = missing.map(
    ({ name, expected, role }) => `alter role ${role} set ${name} = '${expected}'`,
  );
  return (
    `The database, or a pooler in front of it, does not keep the settings of a session: ${differences.join(', ')}. ` +
    `Set them for the role in DATABASE_URL, and let a pooler open its connections anew: ${remedies.join('; ')}.`
  );
}

const PROBE = { name: 'probe', text: 'select' };
/** So often both connections send the statement: by then a pooler has changed their sessions. */
const ROUNDS = 10;
/** The statement does not exist there, or another client has one of its name. */
const NOT_PREPARED = new Set(['26000', '42P05']);

/**
 * Fails with a StartupError if a pooler does not keep prepared statements: the data source has at least two connections.
 * One of them sends twice what the other sends once, so that sessions in turn do not go to the same connections again.
 */
export async function assertPrepares(dataSource: DataSource): Promise<void> {
  const runners = [dataSource.createQueryRunner(), dataSource.createQueryRunner()] as const;
  try {
    const [one, other] = (await Promise.all(runners.map((runner) => runner.connect()))) as [
      PoolClient,
      PoolClient,
    ];
    for (let round = 0; round < ROUNDS && (await isPooled(one)); round++)
      for (const client of [one, one, other]) await client.query(PROBE);
  } catch (cause) {
    if (!NOT_PREPARED.has((cause as { code?: string }).code ?? '')) throw cause;
    throw new StartupError(
      'The pooler in front of the database does not keep prepared statements. Set DATABASE_PREPARE=off, or let it keep ' +
        'them (max_prepared_statements of PgBouncer 1.21 and later).',
      { cause },
    );
  } finally {
    for (const runner of runners) await runner.release();
  }
}
