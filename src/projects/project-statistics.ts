import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { type Scope } from '../database/queries';
import { Log } from '../logging/log';
import { ANALYZE_IF_GROWN } from './sql/project-statements.sql';

/** After so many new projects the size of the table is looked at. With fewer no plan is slow. */
const INTERVAL = 500;

/**
 * PostgreSQL keeps the plan of a statement, or of a foreign key's check, until the statistics of its tables change. One that
 * is made while a table is empty takes any index of the company for as good as the primary key, and reads more with each
 * project until autovacuum comes, a minute later. What an open transaction has created, autovacuum can't see at all.
 */
@Injectable()
export class ProjectStatistics {
  private sinceLook = 0;

  constructor(
    private readonly database: Database,
    private readonly log: Log,
  ) {}

  /** To be called when projects were stored. It only makes the next ones faster, so it never fails. */
  async stored(scope: Scope, count: number): Promise<void> {
    this.sinceLook += count;
    if (this.sinceLook < INTERVAL) return;
    this.sinceLook = 0;
    await this.database
      .part(scope, () => this.database.for(scope).queryText(ANALYZE_IF_GROWN, []))
      .catch((error: unknown) => {
        this.log.warn(`the table of projects could not be analyzed: ${String(error)}`);
      });
  }
}
