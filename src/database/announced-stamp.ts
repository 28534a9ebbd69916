import { FOLLOWS_PROTOCOL } from './write-protocol';

/** Any number, as long as nothing else in the database takes shared advisory locks by it. */
const NAMESPACE = 5_274_119;

/** The class of the advisory locks of a company. Two companies of one class only delay each other's readers. */
const lockClass = (company: string): string => `hashint8(${company}::bigint # ${NAMESPACE})`;

/** An instant in milliseconds, and what it is in the 32 bits of an advisory lock. */
const MILLISECONDS = 'floor(extract(epoch from clock_timestamp()) * 1000)::bigint';
const inLock = (milliseconds: string): string => `(${milliseconds})::bit(32)::int`;

/** The clock in the milliseconds that stamps have, never ahead of what it says: a cast would round. */
export const CLOCK = "date_trunc('milliseconds', clock_timestamp())";

export interface Announcement {
  /** SQL of the milliseconds at which the transaction was announced first, or of null. */
  readonly began?: string;
  /** SQL of a condition: something will be written. */
  readonly condition?: string;
  /** SQL of where the condition looks, which has one row at most; and columns of that, which `stamp` has, too. */
  readonly of?: { readonly from: string; readonly columns: string };
  /** SQL of an instant that the stamp has to be later than, or of null. */
  readonly after?: string;
}

const stampOf = (after?: string): string => (after === undefined ? CLOCK : laterThan(after, CLOCK));

const announcing = (company: string, began: string): string =>
  `pg_advisory_xact_lock_shared(${lockClass(company)}, ${inLock(began)})`;

/**
 * The two common table expressions of each statement that stamps what it writes; `stamp.at` is the stamp. The
 * transaction says first, in PostgreSQL's lock table, when it began, and takes its stamp afterwards. So a reader that
 * looks into the lock table (HORIZON) knows what may still come.
 *
 * `least` leaves out null: a transaction of many statements announces itself with the same lock again and again.
 */
export function announcedStamp(
  company: string,
  { began = 'null', condition = 'true', after, of }: Announcement = {},
): string {
  const [from, columns] = of === undefined ? ['', ''] : [` from ${of.from}`, `, ${of.columns}`];
  return `
  began as materialized (
    select ${announcing(company, `least(${began}::bigint, ${MILLISECONDS})`)}${columns}${from}
     where ${FOLLOWS_PROTOCOL} and (${condition})
  ),
  stamp as materialized (
    select ${stampOf(after)} as at${columns} from began
  )`;
}

/** The stamp of what is only shown. */
export const UNANNOUNCED_STAMP = `
  stamp as materialized (
    select ${CLOCK} as at
  )`;

/**
 * A stamp that is later than the one of the row, whatever the clock does: the changes of a row keep their order. In a zone
 * the sum is the same for every session, and so allowed in the writes of a distributed database.
 */
export function laterThan(updatedAt: string, stamp = 'stamp.at'): string {
  return `greatest(${stamp}, (${updatedAt} at time zone 'UTC' + interval '1 millisecond') at time zone 'UTC')`;
}

/**
 * Announces a transaction and returns when it began, for its later statements: a lock of each would fill the lock table.
 * $1 is the company.
 */
export const ANNOUNCE = `
  with began as materialized (
    select ${MILLISECONDS} as milliseconds
  )
  select milliseconds from began, lateral ${announcing('$1', 'milliseconds')} as announced
   where ${FOLLOWS_PROTOCOL}`;

/**
 * Reads the clock and then, by dependency, the lock table. What the company stamped before `until` is committed or will
 * never be; a statement that begins after this one sees it. The distance of two instants is taken modulo 2^32.
 */
export const HORIZON = `
  with clock as materialized (
    select clock_timestamp() as now
  ), look as materialized (
    select date_trunc('milliseconds', now) as now, floor(extract(epoch from now) * 1000)::bigint as milliseconds
      from clock
  )
  select look.now, look.now - coalesce(oldest.age, 0) * interval '1 millisecond' as until
    from look cross join lateral (
      select max(case when distance > 2147483648 then 0 else distance end) as age
        from (
          select (look.milliseconds - objid::bigint) & 4294967295 as distance
            from pg_locks
           where locktype = 'advisory' and objsubid = 2 and mode = 'ShareLock' and granted
             and classid = ${lockClass(':company_id')}::oid
             and database = (select oid from pg_database where datname = current_database())
        ) as announced
    ) as oldest`;
