import { HORIZON } from './announced-stamp';
import { Batcher } from './batcher';
import { type ClockGuard } from './clock-guard';
import { type HorizonLook, horizonLooks } from './measures';
import { type Queries, type Scope } from './queries';
import { statement } from './statement';

/** Of which company, and for which request, if it is for one. */
export type CompanyScope = Scope & { readonly companyId: number };

/** What a look into the lock table says of a company. */
export interface Look {
  /** PostgreSQL's clock before the look. */
  readonly now: Date;
  /** Everything of the company with an earlier stamp is committed, or will never be. */
  readonly until: Date;
}

const LOOK = statement<'company_id'>('look-for-horizon', HORIZON);

/**
 * Up to which stamp nothing of a company can appear any more. What a request reads below it must be read by a later
 * statement: the snapshot of the same one is older than the look.
 */
export class Horizon {
  /** A request needs a look that begins after it came; those that come during a look share the next one. */
  private readonly looks = new Batcher<undefined, Look>({
    run: async (companyId, requests, scope) => {
      const [look] = await this.queriesFor({ companyId, ...scope }).query<Look & object, 'company_id'>(LOOK, {
        company_id: companyId,
      });
      const { now, until } = look!;
      this.clock.note(now);
      const measured: HorizonLook = { lag: Math.max(0, now.getTime() - until.getTime()) };
      horizonLooks.publish(measured);
      return requests.map(() => look!);
    },
    parallel: 1,
  });

  constructor(
    private readonly queriesFor: (scope: Scope) => Queries,
    private readonly clock: ClockGuard,
  ) {}

  async look({ companyId, ...call }: CompanyScope): Promise<Look> {
    return this.looks.add(companyId, undefined, call);
  }
}
