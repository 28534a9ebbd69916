import { type EntityManager } from 'typeorm';
import { type Failure } from '../fields/failure';
import { type Change } from './change';

/**
 * One run of a company file: its transaction, what it found wrong, and what it changed. Once something is wrong nothing
 * more is written, but everything is still looked at, so that all problems are reported at once.
 */
export class CompanyWork {
  readonly changes: Change[] = [];
  /** Undefined: the company does not exist, and will not, because something is wrong. */
  companyId: number | undefined;
  private lastProvisionalId = 0;

  constructor(
    readonly manager: EntityManager,
    readonly isDryRun: boolean,
    readonly failures: Failure[],
  ) {}

  readonly fail = (failure: Failure): void => {
    this.failures.push(failure);
  };

  get mayWrite(): boolean {
    return this.failures.length === 0;
  }

  async query<Row extends object>(sql: string, values: readonly unknown[]): Promise<Row[]> {
    return this.manager.query<Row[]>(sql, [...values]);
  }

  /** A query about the rows of the company, whose id is the first parameter; a company to come has none. */
  async companyQuery<Row extends object>(sql: string, ...values: readonly unknown[]): Promise<Row[]> {
    return this.companyId === undefined ? [] : this.query<Row>(sql, [this.companyId, ...values]);
  }

  /**
   * An id for a new row: the given one, or undefined for one of the sequence. A dry run must leave the sequences alone,
   * which no rollback brings back, so it numbers its rows itself where no stored row is.
   */
  newId(given: number | undefined): number | undefined {
    if (given !== undefined || !this.isDryRun) return given;
    return --this.lastProvisionalId;
  }

  record(outcomes: readonly { readonly change: Change | undefined }[]): void {
    this.changes.push(...outcomes.flatMap(({ change }) => change ?? []));
  }

  /** The id of a row as it is reported. */
  toldId(id: number): number | undefined {
    return id < 0 ? undefined : id;
  }
}
