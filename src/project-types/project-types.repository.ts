import { Injectable } from '@nestjs/common';
import { type Caller } from '../access/caller';
import { Database } from '../database/database';
import { CompanyReader } from '../resources/company-reader';
import { type ProjectTypeQueryDto } from './project-type-query.dto';
import { ProjectTypeResponse } from './project-type.response.dto';

@Injectable()
export class ProjectTypesRepository extends CompanyReader<ProjectTypeResponse> {
  constructor(database: Database) {
    super(database, {
      noun: 'project type',
      table: 'project_types',
      answer: ProjectTypeResponse,
      filters: { updated_at: 'instant', group: 'text' },
    });
  }

  async search(caller: Caller, query: ProjectTypeQueryDto): Promise<ProjectTypeResponse[]> {
    const { search } = query;
    if (!search) return this.list(caller, query);
    // position and not like: nothing in the text is a wildcard.
    return this.list(caller, query, (values) => `position(lower(${values.add(search)}) in lower(name)) > 0`);
  }
}
