import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { FIND_STALE, RENEW } from './sql/project-statements.sql';

/** Finds the stored responses that do not count, and makes them anew. */
@Injectable()
export class StoredResponsesRepository {
  constructor(private readonly database: Database) {}

  /** The first company after this one that has some. */
  async findCompanyWithStale(after: number): Promise<number | undefined> {
    const [row] = await this.database.query<{ company_id: number }, 'after'>(FIND_STALE, { after });
    return row?.company_id;
  }

  /** Makes a portion of them anew, and returns whether there may be more. */
  async renew(companyId: number): Promise<boolean> {
    const [row] = await this.database.query<{ is_more: boolean }, 'company_id'>(RENEW, {
      company_id: companyId,
    });
    return row!.is_more;
  }
}
