import { Injectable } from '@nestjs/common';
import { type Caller } from '../access/caller';
import { NotFoundError } from '../http/api-error';
import { type ListQueryDto } from '../listing/list-query.dto';
import { ProjectMetadataRepository } from './project-metadata.repository';
import { type ProjectMetadataResponse } from './project-metadata.response.dto';

@Injectable()
export class ProjectMetadataService {
  constructor(private readonly repository: ProjectMetadataRepository) {}

  async list(caller: Caller, query: ListQueryDto): Promise<ProjectMetadataResponse[]> {
    return this.repository.list(caller, query);
  }

  async findById(caller: Caller, id: number): Promise<ProjectMetadataResponse> {
    const metadata = await this.repository.findById(caller, id);
    if (metadata === undefined)
      throw new NotFoundError(`There is no project metadata ${id} in this company.`);
    return metadata;
  }
}
