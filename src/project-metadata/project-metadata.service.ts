import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { InvalidDataError } from '../http/api-error';
import { type Failure } from '../fields/failure';
import { type CreateProjectMetadataDto } from './create-project-metadata.dto';
import { ProjectMetadataRepository } from './project-metadata.repository';
import { type ProjectMetadataResponse } from './project-metadata.response.dto';
import { type UpdateProjectMetadataDto } from './update-project-metadata.dto';

@Injectable()
export class ProjectMetadataService {
  constructor(private readonly repository: ProjectMetadataRepository) {}

  async create(caller: Caller, input: CreateProjectMetadataDto): Promise<ProjectMetadataResponse> {
    return this.repository.createWithOptions(caller, input);
  }

  async update(
    caller: Caller,
    id: number,
    input: UpdateProjectMetadataDto,
  ): Promise<ProjectMetadataResponse> {
    const failures = replacementFailures(input);
    if (failures.length > 0) throw new InvalidDataError(failures);
    return this.repository.updateWithOptions(caller, id, input);
  }

  async delete(caller: Caller, id: number, discardValues: boolean): Promise<void> {
    await this.repository.deleteWithOptions(caller, id, discardValues);
  }
}

/** A replacement makes sense for a value that is deleted, and by one that exists afterwards. */
function replacementFailures({ values, replacements }: UpdateProjectMetadataDto): Failure[] {
  const field = 'replacements';
  if (!replacements || Object.keys(replacements).length === 0) return [];
  if (!values) return [{ field, message: 'needs values: the list as it is to be' }];
  const kept = new Set(values);
  return Object.entries(replacements).flatMap(([from, to]) => {
    if (kept.has(from))
      return [{ field, message: `must not replace ${JSON.stringify(from)}, which values keeps` }];
    if (to !== null && !kept.has(to)) {
      return [{ field, message: `must not replace by ${JSON.stringify(to)}, which values does not have` }];
    }
    return [];
  });
}
