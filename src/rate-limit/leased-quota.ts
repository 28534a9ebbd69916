import { UnavailableError } from '../database/database-errors';
import { type Deadline } from '../database/deadline';
import { inTurn } from '../database/loop-turns';
import { type Lease, Quota, type Standing } from './quota';

const tooLate = (): Error => new UnavailableError('no turn');

/** A quota that leases what it needs, mostly before a request needs it. */
export class LeasedQuota {
  private readonly quota: Quota;
  private running: Promise<void> | undefined;
  private waiting = 0;

  constructor(
    limit: number,
    private readonly lease: (wanted: number) => Promise<Lease>,
    private readonly clock = () => performance.now(),
  ) {
    this.quota = new Quota(limit);
  }

  /** Of no use any more: its window has ended, and no request waits for another. */
  get isOver(): boolean {
    return this.running === undefined && this.quota.hasEnded(this.clock());
  }

  /** The request does not wait longer for a lease than its deadline. */
  async take(deadline?: Deadline): Promise<Standing> {
    return this.takeLeft() ?? inTurn(this.takeLeased(deadline));
  }

  private async takeLeased(deadline: Deadline | undefined): Promise<Standing> {
    for (;;) {
      this.waiting++;
      try {
        await (deadline?.waitFor(this.renew(), tooLate) ?? this.renew());
      } finally {
        this.waiting--;
      }
      const standing = this.takeLeft();
      if (standing !== undefined) return standing;
    }
  }

  private takeLeft(): Standing | undefined {
    const standing = this.quota.take(this.clock());
    // A failure goes to the request that finds nothing left: it asks again.
    if (standing !== undefined && this.quota.isRunningLow) this.renew().catch(() => undefined);
    return standing;
  }

  /** One lease at a time, shared by all who wait: large enough for them, and for some more if they are many. */
  private renew(): Promise<void> {
    this.running ??= this.ask(this.quota.leaseSize + Math.max(0, this.waiting - 1)).finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async ask(wanted: number): Promise<void> {
    const lease = await this.lease(wanted);
    this.quota.add(lease, this.clock());
  }
}
