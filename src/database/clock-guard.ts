import { setTimeout as delay } from 'node:timers/promises';
import { type QueryResult, type QueryResultRow } from 'pg';
import { StartupError } from '../embedded-postgres/startup-error';
import { UnavailableError } from './database-errors';
import { NEWEST_STAMP } from './stored-stamps.sql';

/** What runs a statement on one connection. */
interface Session {
  query<Row extends QueryResultRow>(text: string): Promise<QueryResult<Row>>;
}

interface Reading {
  /** When it was started: which one it is. */
  readonly server: string;
  readonly now: Date;
  /** It stamps nothing, until it is promoted. */
  readonly is_standby: boolean;
}

interface NewestStamp extends Reading {
  readonly stamp: Date | null;
}

/** A server whose clock has passed all stamps, as the processes of one machine tell each other. */
export interface CheckedClock {
  readonly server: string;
  /** What its clock said, in milliseconds. */
  readonly now: number;
  /** When that was read, by `monotonic`. */
  readonly at: number;
}

/** A clock that all processes of a machine share, and that never goes back, in milliseconds. */
const monotonic = (): number => Number(process.hrtime.bigint() / 1_000_000n);

const READING = `
  select pg_postmaster_start_time()::text as server, pg_is_in_recovery() as is_standby, clock_timestamp() as now`;

/** A start does not wait longer for the clock, in milliseconds. */
const MAX_WAIT = 60_000;
/** What a clock is behind by is waited for on the way if it is not more, in milliseconds. */
const SHORT_WAIT = 200;
/** So long, in milliseconds, the clock is expected to have gone on since it was last read. Clocks drift. */
const MAX_EXPECTED = 60_000;

/**
 * Waits, at a start, until PostgreSQL's clock has passed the newest stamp, and refuses to wait for more than a minute.
 * Undefined: the server is a standby.
 */
export async function waitForClock(
  query: (text: string) => Promise<object[]>,
  report: (sentence: string) => void = () => undefined,
): Promise<CheckedClock | undefined> {
  const newest = await newestStamp(query);
  if (newest.is_standby) return undefined;
  const checked = { server: newest.server, now: newest.now.getTime(), at: monotonic() };
  const behind = behindBy(newest);
  if (behind <= 0) return checked;
  const sentence = `${describe(newest, behind)} ${REASON}`;
  if (behind > MAX_WAIT)
    throw new StartupError(
      `${sentence} Set the clock of the database server right. If it is right now and was ahead before, "Clock" in ` +
        'docs/operate/database.md says how to set such stamps back.',
    );
  report(`${sentence} The start waits until then.`);
  await delay(behind);
  return checked;
}

/**
 * Keeps statements from a server whose clock is behind what was stamped, or read, before: what it would stamp could be
 * missed by readers who have passed that. A server is looked at when a connection to it is new, which is when it can
 * have taken the place of another; what the clock was is known from each connection, look and check of health.
 */
export class ClockGuard {
  private readonly checked = new WeakSet<Session>();
  /** The start of the server whose clock has passed all stamps. */
  private server: string | undefined;
  private looking: Promise<void> | undefined;
  /** When statements are sent again, by `performance.now()`. */
  private opensAt = -Infinity;
  /** The latest that a reader may have gone on from, and since when the clock goes on from it. */
  private latest: { readonly now: number; readonly at: number } | undefined;

  /** What a start has checked spares a look of its own to a process that begins soon after. */
  constructor(
    private readonly report: (sentence: string) => void,
    checked?: CheckedClock,
  ) {
    if (checked === undefined) return;
    const age = monotonic() - checked.at;
    // A process that begins later, in the place of another, may find that the clock went back meanwhile.
    if (age >= MAX_EXPECTED) return;
    this.server = checked.server;
    this.latest = { now: checked.now, at: performance.now() - age };
  }

  /** Throws as long as the clock is behind. */
  assertOpen(): void {
    if (performance.now() < this.opensAt) throw new UnavailableError('clock behind');
  }

  /** To be called before a connection is used: it costs nothing but for the first time. */
  async check(session: Session): Promise<void> {
    this.assertOpen();
    if (this.checked.has(session)) return;
    const sent = performance.now();
    const { rows } = await session.query<Reading & QueryResultRow>(READING);
    const { server, now, is_standby: isStandby } = rows[0]!;
    // It may be promoted while the connection is open.
    if (isStandby) return;
    this.judge(now, sent);
    if (server !== this.server) await (this.looking ??= this.look(session, server));
    this.assertOpen();
    this.checked.add(session);
  }

  /** A reader may go on from here. */
  note(now: Date): void {
    if (now.getTime() > (this.latest?.now ?? 0)) this.latest = { now: now.getTime(), at: performance.now() };
  }

  /** Judges a reading of the clock by a statement that was sent then: the clock was read after that, and before now. */
  judge(now: Date, sent: number): void {
    const expected = this.expectedAt(sent);
    const behind = expected - now.getTime();
    if (behind <= SHORT_WAIT) {
      this.note(now);
      return;
    }
    // No reader can have gone further.
    this.latest = { now: expected, at: Infinity };
    this.close(behind, `PostgreSQL's clock went back by ${seconds(behind)}.`);
  }

  private expectedAt(time: number): number {
    if (this.latest === undefined) return -Infinity;
    return this.latest.now + Math.min(Math.max(0, time - this.latest.at), MAX_EXPECTED);
  }

  private async look(session: Session, server: string): Promise<void> {
    try {
      const newest = await newestStamp(async (text) => (await session.query(text)).rows);
      const behind = behindBy(newest);
      if (behind > SHORT_WAIT) {
        this.close(behind, describe(newest, behind));
        return;
      }
      if (behind > 0) await delay(behind);
      this.server = server;
    } finally {
      this.looking = undefined;
    }
  }

  private close(behind: number, sentence: string): void {
    const opensAt = performance.now() + behind;
    if (opensAt <= this.opensAt + SHORT_WAIT) return;
    this.opensAt = opensAt;
    this.report(`${sentence} ${REASON} Requests get 503 for ${seconds(behind)}.`);
  }
}

/** The clock is read afterwards: what other processes stamp meanwhile is not later. */
async function newestStamp(query: (text: string) => Promise<object[]>): Promise<NewestStamp> {
  const [newest] = (await query(NEWEST_STAMP)) as Pick<NewestStamp, 'stamp'>[];
  const [reading] = (await query(READING)) as Reading[];
  return { ...reading!, ...newest! };
}

const REASON = 'Until the clock has passed it, what is written could be missed by those who sync.';

const behindBy = ({ stamp, now, is_standby: isStandby }: NewestStamp): number =>
  stamp === null || isStandby ? 0 : stamp.getTime() - now.getTime();

const describe = ({ stamp, now }: NewestStamp, behind: number): string =>
  `PostgreSQL's clock says ${now.toISOString()}, and the newest stamp that is stored is ${seconds(behind)} later: ` +
  `${stamp!.toISOString()}.`;

const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} seconds`;
