import { type Caller } from '../auth/caller';
import { type LeasedQuota } from './leased-quota';
import { type Standing } from './quota';

/** The quotas of those who called during the last hour. Those before are forgotten, so that the memory is bounded. */
export class Quotas {
  private readonly quotas = new Map<string, LeasedQuota>();

  constructor(private readonly create: (caller: Caller) => LeasedQuota) {}

  get size(): number {
    return this.quotas.size;
  }

  async take(caller: Caller): Promise<Standing> {
    return this.of(caller).take(caller.deadline);
  }

  private of(caller: Caller): LeasedQuota {
    const key = `${caller.companyId}/${caller.personId}`;
    const known = this.quotas.get(key);
    if (known?.isOver === false) return known;
    this.quotas.delete(key);
    this.forget();
    const quota = this.create(caller);
    this.quotas.set(key, quota);
    return quota;
  }

  /** A Map iterates in the order of insertion, and each is over an hour after its insertion at the latest. */
  private forget(): void {
    for (const [key, quota] of this.quotas) {
      if (!quota.isOver) return;
      this.quotas.delete(key);
    }
  }
}
