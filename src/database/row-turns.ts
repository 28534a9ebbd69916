import { MAX_WAITING } from './batcher';
import { CompanyShares } from './company-shares';
import { WAIT_TIMEOUT } from './data-source-options';
import { UnavailableError } from './database-errors';
import { Deadline } from './deadline';
import { type Scope } from './queries';

type RowScope = Scope & Required<Pick<Scope, 'companyId'>>;

/** Which row is written. Every path to it gives it the same name. */
export interface RowName {
  readonly table: string;
  readonly id: number | string;
}

const nameOf = (companyId: number, { table, id }: RowName): string => `${companyId}/${table}/${id}`;
const noTurn = (): Error => new UnavailableError('no turn');

/**
 * The writes of one row in this process, one after the other. Those that wait hold no connection, so one connection of
 * each process at most waits for the row.
 */
export class RowTurns {
  private readonly turns = new CompanyShares<string>({
    total: Infinity,
    perCompany: 1,
    maxWaiting: MAX_WAITING,
    waitMs: WAIT_TIMEOUT,
  });

  /** Runs the write when the earlier ones have ended. In a transaction, which has a connection, nothing waits here. */
  async run<Result>(
    scope: RowScope,
    row: RowName,
    write: (deadline: Deadline) => Promise<Result>,
  ): Promise<Result> {
    const { companyId, deadline = new Deadline(), times } = scope;
    if (scope.transaction !== undefined) return write(deadline);
    const start = performance.now();
    const begin = (): Promise<Result> => {
      times?.add({ queued: performance.now() - start, inDatabase: 0 });
      return write(deadline);
    };
    return this.turns.run(nameOf(companyId, row), begin, noTurn, deadline.waitLeft);
  }

  /** Would a write of the row have to wait for its turn now? */
  isTaken({ companyId, transaction }: RowScope, row: RowName): boolean {
    return transaction === undefined && this.turns.isTaken(nameOf(companyId, row));
  }
}
