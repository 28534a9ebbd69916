import { Batcher, MAX_WAITING } from './batcher';
import { CompanyShares } from './company-shares';
import { WAIT_TIMEOUT } from './data-source-options';
import { isDeadlock, isHeldRow, unavailabilityOf, UnavailableError } from './database-errors';
import { type Deadline } from './deadline';
import { type Times } from './times';

export interface LockLimit {
  /** How long the statement waits for rows that others write, in milliseconds. */
  readonly lockTimeout: number;
}

interface Write {
  readonly caller: {
    readonly companyId: number;
    readonly deadline?: Deadline | undefined;
    readonly times?: Times | undefined;
  };
}

export interface SharedWritesOptions<Item extends Write, Result> {
  /** Does all of a company in one transaction, and says what became of each. */
  readonly together: (
    scope: { readonly companyId: number; readonly deadline: Deadline; readonly times: Times },
    items: readonly Item[],
    limit: LockLimit,
  ) => Promise<readonly (Result | Promise<Result>)[]>;
  /** Without a limit it waits until its deadline. */
  readonly alone: (item: Item, limit: Partial<LockLimit>) => Promise<Result>;
  /** How large an item is, in bytes or nearly so. */
  readonly sizeOf: (item: Item) => number;
}

/** How many statements of one company run at the same time, in this process. */
const PARALLEL = 1;
/** So long a statement waits for what another transaction writes, while others wait for the statement. */
const SHARED_LOCK_TIMEOUT = 25;
/** Of a statement for one that left it, while the others that left it wait for their turn. */
const TRY_LOCK_TIMEOUT = 10;
/** How many of a company that left their statement are tried at once, and how many then wait for locks. */
const APART = { total: Infinity, perCompany: 2, maxWaiting: MAX_WAITING, waitMs: WAIT_TIMEOUT };

/**
 * Writes of a company that come at the same time share a statement. One that fails, or that has to wait for what another
 * transaction writes, takes no other with it: each of them is tried alone, and what still has to wait waits alone, until
 * its deadline. The next statement does not wait for them.
 */
export class SharedWrites<Item extends Write, Result> {
  private readonly batcher: Batcher<Item, Result>;
  private readonly tries = new CompanyShares(APART);
  private readonly waits = new CompanyShares(APART);

  constructor(private readonly options: SharedWritesOptions<Item, Result>) {
    this.batcher = new Batcher({
      run: (companyId, items, scope) => this.run(companyId, items, scope),
      parallel: PARALLEL,
      sizeOf: options.sizeOf,
    });
  }

  async write(item: Item): Promise<Result> {
    return this.batcher.add(item.caller.companyId, item, item.caller);
  }

  private async run(
    companyId: number,
    items: readonly Item[],
    { deadline, times }: { readonly deadline: Deadline; readonly times: Times },
  ): Promise<readonly (Result | Promise<Result>)[]> {
    const lockTimeout = Math.min(SHARED_LOCK_TIMEOUT, deadline.waitLeft);
    try {
      return await this.options.together({ companyId, deadline, times }, items, { lockTimeout });
    } catch (error) {
      // Whatever else makes the database unavailable would do the same to each of them.
      if (unavailabilityOf(error) !== undefined && !isHeldRow(error) && !isDeadlock(error)) throw error;
      return items.length === 1 && isHeldRow(error)
        ? [this.wait(items[0]!, error as Error)]
        : items.map((item) => this.tryAlone(item));
    }
  }

  private async tryAlone(item: Item): Promise<Result> {
    const { companyId, deadline } = item.caller;
    const write = (): Promise<Result> => this.options.alone(item, { lockTimeout: TRY_LOCK_TIMEOUT });
    try {
      return await this.tries.run(companyId, write, noTurn, deadline?.waitLeft);
    } catch (error) {
      if (!isHeldRow(error)) throw error;
      return this.wait(item, error as Error);
    }
  }

  /** Until what it collides with is committed or undone. */
  private async wait(item: Item, held: Error): Promise<Result> {
    const { companyId, deadline } = item.caller;
    return this.waits.run(
      companyId,
      () => this.options.alone(item, {}),
      () => held,
      deadline?.waitLeft,
    );
  }
}

const noTurn = (): Error => new UnavailableError('no turn');
