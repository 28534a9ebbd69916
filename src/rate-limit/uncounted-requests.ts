import { unavailabilityOf } from '../database/database-errors';
import { uncountedRequests, type UncountedReason } from '../database/measures';
import { type Log } from '../logging/log';

/** Between two lines of the log, in milliseconds. */
const INTERVAL = 60_000;

/** Says that requests are answered without a limit: each to the metrics, and all together to the log. */
export class UncountedRequests {
  private nextLine = -Infinity;
  private sinceLine = 0;

  constructor(
    private readonly log: Pick<Log, 'error'>,
    private readonly clock = () => performance.now(),
  ) {}

  add(error: unknown): void {
    uncountedRequests.publish(reasonOf(error));
    this.sinceLine++;
    const now = this.clock();
    if (now < this.nextLine) return;
    const requests = this.sinceLine === 1 ? '1 request was' : `${this.sinceLine} requests were`;
    this.log.error(
      `The rate limit does not work: the database did not count requests, and ${requests} answered without a limit.`,
      error,
      'rate limit',
    );
    this.nextLine = now + INTERVAL;
    this.sinceLine = 0;
  }
}

function reasonOf(error: unknown): UncountedReason {
  if (unavailabilityOf(error) === 'read-only') return 'read_only';
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? 'refused' : 'other';
}
