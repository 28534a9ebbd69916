import { type TestDatabase } from '../support/database';
import { until } from '../support/until';

/** The places where a statement can be made to wait. */
export type Gate = 'before the announcement' | 'before the look' | 'after the look';

/** Any number that the service does not lock: what waits at a gate shows it in the lock table. */
const WAITING = 7_310_226;

/**
 * Puts two functions before those of PostgreSQL, for every connection that is opened afterwards: the announcement, and
 * the lock table. They do what PostgreSQL does, and wait at their gates while these are closed.
 */
export async function installGates(database: TestDatabase): Promise<void> {
  const name = new URL(database.ownerUrl).pathname.slice(1);
  await database.query(`
    create schema gates;
    create table gates.closed (gate text primary key);
    create function gates.pass(wanted text) returns void language plpgsql as $$
      begin
        if exists (select from gates.closed where gate = wanted) then
          perform pg_catalog.pg_advisory_lock_shared(${WAITING});
          while exists (select from gates.closed where gate = wanted) loop
            perform pg_catalog.pg_sleep(0.002);
          end loop;
          perform pg_catalog.pg_advisory_unlock_shared(${WAITING});
        end if;
      end $$;
    create function gates.pg_advisory_xact_lock_shared(class integer, object integer) returns void language plpgsql as $$
      begin
        perform gates.pass('before the announcement');
        perform pg_catalog.pg_advisory_xact_lock_shared(class, object);
      end $$;
    create function gates.look() returns setof pg_catalog.pg_locks language plpgsql as $$
      begin
        perform gates.pass('before the look');
        return query select * from pg_catalog.pg_locks;
        perform gates.pass('after the look');
      end $$;
    create view gates.pg_locks as select * from gates.look();
    grant usage on schema gates to public;
    grant select on all tables in schema gates to public;
    alter database ${name} set search_path = gates, pg_catalog, public`);
}

/**
 * Starts `waiting`, and runs `meanwhile` while it waits at the gate. Opens the gate then, and returns what both return.
 */
export async function atGate<Waiting, Meanwhile>(
  database: TestDatabase,
  gate: Gate,
  waiting: () => Promise<Waiting>,
  meanwhile: () => Promise<Meanwhile>,
): Promise<[Waiting, Meanwhile]> {
  await database.query('insert into gates.closed values ($1)', [gate]);
  const started = waiting();
  // Its failure is reported where it is awaited.
  started.catch(() => undefined);
  try {
    await until(async () => {
      const held = await database.query(
        `select from pg_catalog.pg_locks
          where locktype = 'advisory' and objsubid = 1 and objid = $1
            and database = (select oid from pg_database where datname = current_database())`,
        [WAITING],
      );
      return held.length > 0;
    });
    const done = await meanwhile();
    await database.query('delete from gates.closed');
    return [await started, done];
  } finally {
    await database.query('delete from gates.closed');
  }
}
