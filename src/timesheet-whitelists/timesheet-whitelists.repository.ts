import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { Database } from '../database/database';
import { statement } from '../database/statement';
import { visibleProjects } from '../projects/project-visibility';
import { CompanyWriter } from '../company-repository/company-writer';
import { TimesheetWhitelistQueryDto } from './timesheet-whitelist-query.dto';
import { TimesheetWhitelistResponse } from './timesheet-whitelist.response.dto';
import { AlreadyWhitelistedError } from './timesheet-whitelists.errors';
import { TimesheetWhitelist } from './timesheet-whitelist.entity';

const PERSON_EXISTS = statement<'company_id' | 'person_id'>(
  'person-exists',
  'select from persons where company_id = :company_id and id = :person_id and not is_archived',
);

@Injectable()
export class TimesheetWhitelistsRepository extends CompanyWriter<TimesheetWhitelistResponse> {
  constructor(database: Database) {
    super(database, {
      entity: TimesheetWhitelist,
      response: TimesheetWhitelistResponse,
      query: TimesheetWhitelistQueryDto,
      takenErrors: { uq_timesheet_whitelists_person: () => new AlreadyWhitelistedError() },
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

  async personExists(caller: Caller, personId: number): Promise<boolean> {
    const rows = await this.database
      .for(caller)
      .query(PERSON_EXISTS, { company_id: caller.companyId, person_id: personId });
    return rows.length > 0;
  }
}
