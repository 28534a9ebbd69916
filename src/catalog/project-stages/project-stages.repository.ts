import { Injectable } from '@nestjs/common';
import { type Caller } from '../../auth/caller';
import { Database } from '../../database/database';
import { CompanyReader } from '../../company-repository/company-reader';
import { nameHas } from '../../company-repository/list-conditions';
import { ProjectStageQueryDto } from './project-stage-query.dto';
import { ProjectStageResponse } from './project-stage.response.dto';
import { ProjectStage } from './project-stage.entity';

@Injectable()
export class ProjectStagesRepository extends CompanyReader<ProjectStageResponse> {
  constructor(database: Database) {
    super(database, {
      entity: ProjectStage,
      response: ProjectStageResponse,
      query: ProjectStageQueryDto,
    });
  }

  async search(caller: Caller, query: ProjectStageQueryDto): Promise<ProjectStageResponse[]> {
    return this.list(caller, query, nameHas(query.search));
  }
}
