import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { CompanyReader } from '../resources/company-reader';
import { ProjectStageResponse } from './project-stage.response.dto';

@Injectable()
export class ProjectStagesRepository extends CompanyReader<ProjectStageResponse> {
  constructor(database: Database) {
    super(database, {
      noun: 'project stage',
      table: 'project_stages',
      answer: ProjectStageResponse,
      filters: { updated_at: 'instant' },
    });
  }
}
