import { Injectable } from '@nestjs/common';
import { type Caller } from '../../auth/caller';
import { Database } from '../../database/database';
import { CompanyReader } from '../../company-repository/company-reader';
import { nameHas } from '../../company-repository/list-conditions';
import { ProjectTypeQueryDto } from './project-type-query.dto';
import { ProjectTypeResponse } from './project-type.response.dto';
import { ProjectType } from './project-type.entity';

@Injectable()
export class ProjectTypesRepository extends CompanyReader<ProjectTypeResponse> {
  constructor(database: Database) {
    super(database, {
      entity: ProjectType,
      response: ProjectTypeResponse,
      query: ProjectTypeQueryDto,
    });
  }

  async search(caller: Caller, query: ProjectTypeQueryDto): Promise<ProjectTypeResponse[]> {
    return this.list(caller, query, nameHas(query.search));
  }
}
