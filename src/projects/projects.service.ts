import { Injectable } from '@nestjs/common';
import { type Caller } from '../access/caller';
import { InvalidDataError } from '../http/api-error';
import { type Deleted } from '../resources/list-query.dto';
import { type Draft } from '../validation/read-input';
import { type CreateProjectDto } from './dto/create-project.dto';
import { type ProjectQueryDto } from './dto/project-query.dto';
import { ProjectResponse } from './dto/project.response.dto';
import { type UpdateProjectDto } from './dto/update-project.dto';
import { archiveFailures, changeProject, type ProjectFields } from './project-changes';
import { allFailures } from './project-problems';
import { assertAllowed } from './project.policy';
import { visibleProjects } from './project-visibility';
import { JobOrderPermissionError } from './projects.errors';
import { ProjectsRepository } from './projects.repository';

@Injectable()
export class ProjectsService {
  constructor(private readonly repository: ProjectsRepository) {}

  async list(caller: Caller, query: ProjectQueryDto): Promise<ProjectResponse[]> {
    const rows = await this.repository.list(caller, query, visibleProjects(caller));
    return rows.map((row) => ProjectResponse.from(row, row.metadata));
  }

  async findById(caller: Caller, id: number, deleted?: Deleted): Promise<ProjectResponse> {
    const row = await this.repository.findById(caller, id, deleted);
    assertAllowed('view', caller, row);
    return ProjectResponse.from(row, row.metadata);
  }

  /** Stores the project, or fails with everything that is wrong with it: its fields and what they refer to. */
  async create(caller: Caller, draft: Draft<CreateProjectDto>): Promise<ProjectResponse> {
    if (draft.failures.length > 0) {
      throw new InvalidDataError(
        allFailures(draft.failures, await this.repository.checkNew(caller, draft.fields)),
      );
    }
    const project = draft.fields as CreateProjectDto;
    const result = await this.repository.create(caller, project);
    if ('problems' in result) throw new InvalidDataError(allFailures([], result.problems));
    return ProjectResponse.from(result.row, valuesByAscendingId(project.metadata));
  }

  /** Changes the fields that are given. Who may is decided by the project as it is stored. */
  async update(caller: Caller, id: number, draft: Draft<UpdateProjectDto>): Promise<ProjectResponse> {
    return this.change(caller, id, draft);
  }

  /** Archives or unarchives. A second time changes nothing. */
  async setArchived(caller: Caller, id: number, isArchived: boolean): Promise<ProjectResponse> {
    return this.change(caller, id, { fields: { is_archived: isArchived }, failures: [] });
  }

  async delete(caller: Caller, id: number): Promise<void> {
    await this.repository.change(caller, id, async (stored, queries) => {
      assertAllowed('delete', caller, stored);
      await this.repository.delete(caller, queries, id);
    });
  }

  private async change(caller: Caller, id: number, draft: Draft<ProjectFields>): Promise<ProjectResponse> {
    return this.repository.change(caller, id, async (stored, queries) => {
      assertAllowed('edit', caller, stored);
      const change = changeProject(stored, draft.fields);
      if (change.changed.has('job_order') && !caller.permissions.has('pipeline.job_order')) {
        throw new JobOrderPermissionError();
      }
      const failures = [...draft.failures, ...archiveFailures(stored, change)];
      if (failures.length === 0 && change.isChanged) {
        const result = await this.repository.update(caller, queries, change);
        if ('problems' in result)
          throw new InvalidDataError(allFailures([], result.problems, change.changed));
        return ProjectResponse.from(result.row, change.metadata);
      }
      // What changes nothing can still be wrong, as a metadata that does not exist and is to have no value.
      const problems = await this.repository.checkChange(caller, queries, change);
      if (failures.length > 0 || problems.length > 0) {
        throw new InvalidDataError(allFailures(failures, problems, change.changed));
      }
      return ProjectResponse.from(stored, stored.metadata);
    });
  }
}

function valuesByAscendingId(metadata: ReadonlyMap<number, string | null>): [number, string][] {
  return [...metadata]
    .filter((entry): entry is [number, string] => entry[1] !== null)
    .sort(([one], [other]) => one - other);
}
