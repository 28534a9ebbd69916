import { Injectable } from '@nestjs/common';
import { type Caller } from '../access/caller';
import { Database } from '../database/database';
import { CompanyReader } from '../resources/company-reader';
import { nameHas } from '../resources/list-conditions';
import { PROJECT_TYPE_ORDER, type ProjectTypeQueryDto } from './project-type-query.dto';
import { ProjectTypeResponse } from './project-type.response.dto';

@Injectable()
export class ProjectTypesRepository extends CompanyReader<ProjectTypeResponse> {
  constructor(database: Database) {
    super(database, {
      noun: 'project type',
      table: 'project_types',
      answer: ProjectTypeResponse,
      filters: { updated_at: 'instant', group: 'text' },
      order: PROJECT_TYPE_ORDER,
    });
  }

  async search(caller: Caller, query: ProjectTypeQueryDto): Promise<ProjectTypeResponse[]> {
    return this.list(caller, query, nameHas(query.search));
  }
}
