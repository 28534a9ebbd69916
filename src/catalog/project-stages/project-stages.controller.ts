import { Controller, Get, Query } from '@nestjs/common';
import { type Caller } from '../../auth/caller';
import { CurrentCaller } from '../../auth/current-caller.decorator';
import { RequiresNoPermission } from '../../auth/requires-permission.decorator';
import { Operation } from '../../openapi/operation.decorator';
import { Tag } from '../../openapi/tag.decorator';
import { ProjectStageQueryDto } from './project-stage-query.dto';
import { ProjectStageResponse } from './project-stage.response.dto';
import { ProjectStagesRepository } from './project-stages.repository';

@Tag('Project stages', 'Stages of opportunities')
@Controller('api/project-stages')
export class ProjectStagesController {
  constructor(private readonly repository: ProjectStagesRepository) {}

  @Get()
  @RequiresNoPermission()
  @Operation({ summary: 'List project stages', query: ProjectStageQueryDto, listOf: ProjectStageResponse })
  async listProjectStages(
    @CurrentCaller() caller: Caller,
    @Query() query: ProjectStageQueryDto,
  ): Promise<ProjectStageResponse[]> {
    return this.repository.search(caller, query);
  }
}
