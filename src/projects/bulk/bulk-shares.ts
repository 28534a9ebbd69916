import { Injectable } from '@nestjs/common';
import { CompanyShares, type ShareLimits } from '../../database/company-shares';
import { Database } from '../../database/database';
import { ServiceUnavailableError } from '../../http/api-error';

/** Files up to this size do not wait for larger ones, in bytes. */
const SMALL_FILE = 256 * 1024;

/** Files of a company that are received or sent at once, and those that wait for that. They hold memory and disk space. */
const FILES: ShareLimits = { total: 32, perCompany: 4, maxWaiting: 20, waitMs: 30_000 };
/** A transaction holds a connection until its last line is stored. */
const TRANSACTIONS: ShareLimits = { total: 2, perCompany: 1, maxWaiting: 20, waitMs: 60_000 };
/** So many connections there are at least for each transaction of small files, and for each of large ones. */
const CONNECTIONS_PER_TRANSACTION = 4;
/** What files consist of waits as long as its file needs. The limit is for a database that has come to a stop. */
const PART_OF_A_FILE = { maxWaiting: Infinity, waitMs: 60_000 };
const BATCHES = { total: 3, perCompany: 2 };
const PAGES = { total: 2, perCompany: 1 };

class BusyError extends ServiceUnavailableError {
  constructor(what: string) {
    super(`The service is busy with other ${what}. Try again when they have ended.`);
  }
}

/** What imports and exports of each company, and of all of them, may do at once. The rest waits in turn, or is refused. */
@Injectable()
export class BulkShares {
  private readonly imports = new CompanyShares(FILES);
  private readonly exports = new CompanyShares(FILES);
  private readonly smallTransactions: CompanyShares;
  private readonly largeTransactions: CompanyShares;
  private readonly batches: CompanyShares;
  private readonly pages: CompanyShares;

  constructor(private readonly database: Database) {
    const { poolSize } = database;
    const fits = Math.floor(poolSize / CONNECTIONS_PER_TRANSACTION);
    const transactions = { ...TRANSACTIONS, total: Math.max(1, Math.min(TRANSACTIONS.total, fits)) };
    this.largeTransactions = new CompanyShares(transactions);
    // Together they take half of the connections at most.
    this.smallTransactions = fits === 0 ? this.largeTransactions : new CompanyShares(transactions);
    this.batches = new CompanyShares({ ...PART_OF_A_FILE, ...fitting(BATCHES, poolSize) });
    this.pages = new CompanyShares({ ...PART_OF_A_FILE, ...fitting(PAGES, poolSize) });
  }

  get running(): { readonly import: number; readonly export: number } {
    return { import: this.imports.active, export: this.exports.active };
  }

  /** Who is gone does not wait any more. */
  async import<Result>(companyId: number, gone: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    return this.imports.run(companyId, work, () => new BusyError('imports'), undefined, gone);
  }

  /** One transaction for a file of so many bytes. */
  async transaction<Result>(
    companyId: number,
    { bytes, gone }: { readonly bytes: number; readonly gone: AbortSignal },
    work: () => Promise<Result>,
  ): Promise<Result> {
    const shares = bytes <= SMALL_FILE ? this.smallTransactions : this.largeTransactions;
    return shares.run(companyId, work, () => new BusyError('atomic imports'), undefined, gone);
  }

  async batch<Result>(companyId: number, work: () => Promise<Result>): Promise<Result> {
    return this.inTurn(this.batches, companyId, work, () => new BusyError('imports'));
  }

  /** Returns what must be called when the export has ended. */
  async startExport(companyId: number): Promise<() => void> {
    return this.exports.start(companyId, () => new BusyError('exports'));
  }

  /** A page of an export. */
  async page<Result>(companyId: number, work: () => Promise<Result>): Promise<Result> {
    return this.inTurn(this.pages, companyId, work, () => new BusyError('exports'));
  }

  private async inTurn<Result>(
    shares: CompanyShares,
    companyId: number,
    work: () => Promise<Result>,
    refusal: () => Error,
  ): Promise<Result> {
    return shares.run(companyId, () => this.database.lowPriority.run(companyId, work, refusal), refusal);
  }
}

/** At most half of the connections, and, if there can be more than one, one of them for another company. */
function fitting(
  { total, perCompany }: Pick<ShareLimits, 'total' | 'perCompany'>,
  poolSize: number,
): Pick<ShareLimits, 'total' | 'perCompany'> {
  const fits = Math.max(1, Math.min(total, Math.floor(poolSize / 2)));
  return { total: fits, perCompany: Math.max(1, Math.min(perCompany, fits - 1)) };
}
