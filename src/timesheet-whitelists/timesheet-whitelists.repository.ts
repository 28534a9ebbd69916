import { Injectable } from '@nestjs/common';
import { type Caller } from '../access/caller';
import { Database } from '../database/database';
import { isIntegrityViolation } from '../database/database-errors';
import { statement } from '../database/statement';
import { visibleProjects } from '../projects/project-visibility';
import { CompanyWriter } from '../resources/company-writer';
import { type CreateTimesheetWhitelistDto } from './create-timesheet-whitelist.dto';
import { type TimesheetWhitelistQueryDto } from './timesheet-whitelist-query.dto';
import { TimesheetWhitelistResponse } from './timesheet-whitelist.response.dto';
import { AlreadyWhitelistedError } from './timesheet-whitelists.errors';

const PERSON_EXISTS = statement<'company_id' | 'person_id'>(
  'person-exists',
  'select from persons where company_id = :company_id and id = :person_id and not is_archived',
);

@Injectable()
export class TimesheetWhitelistsRepository extends CompanyWriter<TimesheetWhitelistResponse> {
  constructor(database: Database) {
    super(database, {
      noun: 'timesheet whitelist',
      table: 'timesheet_whitelists',
      answer: TimesheetWhitelistResponse,
      filters: { updated_at: 'instant', project_id: 'integer', person_id: 'integer' },
    });
  }

  /** The entries of the projects that the caller may see. */
  async listVisible(
    caller: Caller,
    query: TimesheetWhitelistQueryDto,
  ): Promise<TimesheetWhitelistResponse[]> {
    const visible = visibleProjects(caller);
    return this.list(
      caller,
      query,
      (values) => `exists (
        select from projects
         where projects.company_id = ${values.add(caller.companyId)}
           and projects.id = timesheet_whitelists.project_id
           and deleted_at is null and ${visible?.(values) ?? 'true'})`,
    );
  }

  override async create(
    caller: Caller,
    type: new () => CreateTimesheetWhitelistDto,
    input: CreateTimesheetWhitelistDto,
  ): Promise<TimesheetWhitelistResponse> {
    try {
      return await super.create(caller, type, input);
    } catch (error) {
      // Projects and persons stay in the database even when they are gone, so only the entry itself can clash.
      if (isIntegrityViolation(error)) throw new AlreadyWhitelistedError();
      throw error;
    }
  }

  async personExists(caller: Caller, personId: number): Promise<boolean> {
    const rows = await this.database
      .for(caller)
      .query(PERSON_EXISTS, { company_id: caller.companyId, person_id: personId });
    return rows.length > 0;
  }
}
