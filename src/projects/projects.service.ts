import { Injectable } from '@nestjs/common';
import { type Caller } from '../access/caller';
import { InvalidDataError } from '../http/api-error';
import { type Failure } from '../validation/failure';
import { type Draft } from '../validation/read-input';
import { type CreateProjectDto } from './dto/create-project.dto';
import { ProjectResponse } from './dto/project.response.dto';
import { type ProblemRow, PROBABILITY_SCALE } from './project-checks.sql';
import { decide } from './project.policy';
import { ProjectNotFoundError, ProjectPermissionError } from './projects.errors';
import { ProjectsRepository } from './projects.repository';

@Injectable()
export class ProjectsService {
  constructor(private readonly repository: ProjectsRepository) {}

  /** Stores the project, or fails with everything that is wrong with it: its fields and what they refer to. */
  async create(caller: Caller, draft: Draft<CreateProjectDto>): Promise<ProjectResponse> {
    if (draft.failures.length > 0) {
      throw invalid(draft.failures, await this.repository.check(caller, draft.fields));
    }
    const project = draft.fields as CreateProjectDto;
    const result = await this.repository.create(caller, project);
    if ('problems' in result) throw invalid([], result.problems);
    return ProjectResponse.from(result.row, storedMetadata(project));
  }

  async findById(caller: Caller, id: number): Promise<ProjectResponse> {
    const row = await this.repository.findById(caller, id);
    if (row === undefined) throw new ProjectNotFoundError(id);
    const decision = decide('view', caller.permissions, caller.personId, row);
    if (decision.allowed === false) throw new ProjectPermissionError(decision.missing);
    return ProjectResponse.from(row, row.metadata);
  }
}

function storedMetadata(project: CreateProjectDto): [number, string][] {
  return [...project.metadata]
    .filter((entry): entry is [number, string] => entry[1] !== null)
    .sort(([one], [other]) => one - other);
}

/** A field that is wrong in itself is told so once, whatever the company's data would say about it. */
function invalid(failures: readonly Failure[], problems: readonly ProblemRow[]): InvalidDataError {
  const failed = new Set(failures.map(({ field }) => field));
  return new InvalidDataError([
    ...failures,
    ...problems
      .filter(({ field }) => !failed.has(field))
      .map((row) => ({ field: row.field, message: message(row) })),
  ]);
}

const UNKNOWN: Readonly<Record<string, string>> = {
  client_id: 'is not a client of this company',
  client_contact_id: 'is not a contact of that client',
  pm_id: 'is not a person of this company, or is archived',
  account_id: 'is not a person of this company, or is archived',
  job_order_category_id: 'is not a job order category of this company',
  project_type_id: 'is not a project type of this company',
  business_unit_id: 'is not a business unit of this company',
};

function message({ field, problem, detail }: ProblemRow): string {
  switch (problem) {
    case 'unknown':
      return UNKNOWN[field] ?? 'does not exist in this company';
    case 'required':
      return 'is required by this company';
    case 'taken':
      return 'is the job order of another project, and this company wants each only once';
    case 'not_on_scale':
      return `must be one of: ${PROBABILITY_SCALE.join(', ')}`;
    case 'no_metadata':
      return 'is not a project metadata of this company: GET /api/project-metadata lists them';
    case 'not_an_option':
      return detail === null ? 'has no values to choose from' : `must be one of: ${detail}`;
  }
}
