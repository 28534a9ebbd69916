import { Injectable } from '@nestjs/common';
import { type Caller } from '../access/caller';
import { Database } from '../database/database';
import { CompanyReader } from '../resources/company-reader';
import { nameHas } from '../resources/list-conditions';
import { PROJECT_STAGE_ORDER, type ProjectStageQueryDto } from './project-stage-query.dto';
import { ProjectStageResponse } from './project-stage.response.dto';

@Injectable()
export class ProjectStagesRepository extends CompanyReader<ProjectStageResponse> {
  constructor(database: Database) {
    super(database, {
      noun: 'project stage',
      table: 'project_stages',
      answer: ProjectStageResponse,
      filters: { updated_at: 'instant' },
      order: PROJECT_STAGE_ORDER,
    });
  }

  async search(caller: Caller, query: ProjectStageQueryDto): Promise<ProjectStageResponse[]> {
    return this.list(caller, query, nameHas(query.search));
  }
}
