import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { InvalidDataError, NotFoundError } from '../http/api-error';
import { assertAllowed } from '../projects/project.policy';
import { ProjectsRepository } from '../projects/projects.repository';
import { type Failure } from '../fields/failure';
import { type ParseResult } from '../fields/parse';
import { CreateTimesheetWhitelistDto } from './create-timesheet-whitelist.dto';
import { type TimesheetWhitelistResponse } from './timesheet-whitelist.response.dto';
import { TimesheetWhitelistsRepository } from './timesheet-whitelists.repository';

/** An entry belongs to its project: who may see or edit the project may see or edit the entry. */
@Injectable()
export class TimesheetWhitelistsService {
  constructor(
    private readonly repository: TimesheetWhitelistsRepository,
    private readonly projects: ProjectsRepository,
  ) {}

  async findById(
    caller: Caller,
    id: number,
    needed: 'pipeline.view' | 'pipeline.edit' = 'pipeline.view',
  ): Promise<TimesheetWhitelistResponse> {
    const entry = await this.repository.findById(caller, id);
    const project = await this.projects.findById(caller, entry.project_id).catch((error: unknown) => {
      // With its project it is gone, too: one error is enough.
      if (error instanceof NotFoundError)
        throw new NotFoundError(`There is no timesheet whitelist ${id} in this company.`);
      throw error;
    });
    assertAllowed(needed, caller, project);
    return entry;
  }

  /** Fails with all that is wrong: with the fields, and with what they name. */
  async create(
    caller: Caller,
    parsed: ParseResult<CreateTimesheetWhitelistDto>,
  ): Promise<TimesheetWhitelistResponse> {
    const { project_id: projectId, person_id: personId } = parsed.fields;
    const failures: Failure[] = [...parsed.failures];
    const project =
      projectId === undefined
        ? undefined
        : await this.projects.findById(caller, projectId).catch((error: unknown) => {
            if (!(error instanceof NotFoundError)) throw error;
            failures.push({ field: 'project_id', message: 'is not a project of this company' });
          });
    if (project !== undefined) assertAllowed('pipeline.edit', caller, project);
    if (personId !== undefined && !(await this.repository.personExists(caller, personId))) {
      failures.push({ field: 'person_id', message: 'is not a person of this company, or is archived' });
    }
    if (failures.length > 0) throw new InvalidDataError(failures);
    return this.repository.create(caller, CreateTimesheetWhitelistDto, parsed.fields);
  }

  async delete(caller: Caller, id: number): Promise<void> {
    await this.findById(caller, id, 'pipeline.edit');
    await this.repository.delete(caller, id);
  }
}
