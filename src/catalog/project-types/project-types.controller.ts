import { Controller, Get, Param, Query } from '@nestjs/common';
import { type Caller } from '../../auth/caller';
import { CurrentCaller } from '../../auth/current-caller.decorator';
import { RequiresNoPermission } from '../../auth/requires-permission.decorator';
import { IdPipe } from '../../http/id.pipe';
import { Operation } from '../../openapi/operation.decorator';
import { Tag } from '../../openapi/tag.decorator';
import { ProjectTypeQueryDto } from './project-type-query.dto';
import { ProjectTypeResponse } from './project-type.response.dto';
import { ProjectTypesRepository } from './project-types.repository';

@Tag('Project types', 'Types of projects')
@Controller('api/project-types')
export class ProjectTypesController {
  constructor(private readonly repository: ProjectTypesRepository) {}

  @Get()
  @RequiresNoPermission()
  @Operation({ summary: 'List project types', query: ProjectTypeQueryDto, listOf: ProjectTypeResponse })
  async listProjectTypes(
    @CurrentCaller() caller: Caller,
    @Query() query: ProjectTypeQueryDto,
  ): Promise<ProjectTypeResponse[]> {
    return this.repository.search(caller, query);
  }

  @Get(':id')
  @RequiresNoPermission()
  @Operation({ summary: 'Get a project type', item: 'project type', response: ProjectTypeResponse })
  async getProjectType(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
  ): Promise<ProjectTypeResponse> {
    return this.repository.findById(caller, id);
  }
}
